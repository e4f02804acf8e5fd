import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { articleGroup } from '../../../domain/change.ts'
import { adjacentArticles } from '../../message/collection.ts'
import { weakHash } from '../../message/entity-tag.ts'
import { json, operation } from '../../message/operation.ts'
import { articlesPath, createServeArticle } from '../article/serve-article.ts'
import { filterOf, filterShape, isVolatile } from '../article-query.ts'
import type { Delivery } from '../delivery.ts'
import { type Fragment, itemFragment } from '../fragment.ts'
import { listGroups } from '../group.ts'
import { ref } from './article.ts'

const adjacentOperation = operation({
  tag: 'Articles',
  operationId: 'getAdjacentArticles',
  summary: 'Get the articles before and after an article',
  description:
    'By first publication, then by id. `previous` is older and `next` is newer. With filters these are the neighbours among the articles that match, whether or not the article itself does.',
  ok: json(adjacentArticles),
  also: [304, 308, 400, 404, 410],
})

/** The articles published before and after an article. */
export const adjacentRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const { store, site, clock, changedAt } = delivery
  const serve = createServeArticle(delivery)
  const schema = { ...adjacentOperation, params: z.strictObject({ ref }), querystring: z.strictObject(filterShape) }
  app.get(`${articlesPath}/:ref/adjacent`, { schema }, async (request, reply) => {
    const lastModified = await changedAt()
    const filter = filterOf(request.query, { timeZone: site.timeZone, clock })
    return serve(request, reply, request.params.ref, async print => {
      const from = { at: print.publishedAt, id: print.articleId }
      const query = { filter, sort: 'publishedAt', limit: 1, from } as const
      const after = await store.list(query, false)
      const before = await store.list({ ...query, backwards: true }, false)
      const prints = [...before.prints, ...after.prints]
      const members = [
        ['previous', before.prints[0]],
        ['next', after.prints[0]],
      ] as const
      const fragments = members.flatMap(([name, one]) => (one ? [[name, itemFragment(one, {})] as const] : []))
      return {
        body: object(fragments, 'body'),
        etag: weakHash(object(fragments, 'withoutViews')),
        lastModified,
        isVolatile: isVolatile(request.query),
        groups: [...new Set([articleGroup(print.articleId), ...listGroups({ ...after, prints }, filter)])],
      }
    })
  })
}

function object(members: readonly (readonly [string, Fragment])[], part: keyof Fragment): Buffer {
  const parts = members.flatMap(([name, fragment], index) => [
    Buffer.from(`${index > 0 ? ',' : ''}"${name}":`),
    fragment[part],
  ])
  return Buffer.concat([Buffer.from('{'), ...parts, Buffer.from('}')])
}
