import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../../domain/error.ts'
import type { ViewStore } from '../../../domain/store/view-store.ts'
import { operation } from '../../message/operation.ts'
import { articlesPath } from '../article/serve-article.ts'
import { goneError, normalizeRef } from '../redirect.ts'
import type { ViewCounter } from '../view/counter.ts'
import { isAutomated, isPrivate } from '../view/view-request.ts'
import type { Visitors } from '../view/visitor.ts'
import { ref } from './article.ts'

type Options = {
  store: Pick<ViewStore, 'viewedArticle'>
  views: ViewCounter
  visitors: Visitors
}

const described = operation({
  tag: 'Articles',
  operationId: 'countView',
  summary: 'Count a view of an article',
  description:
    'Call it when a person opens the article, for example with `navigator.sendBeacon`. A body is ignored. After 204 the view is stored. A visitor counts once per hour; known bots and prefetches do not count. The response is 204 in all of these cases. A former slug counts for its article. No cookies are used, and nothing about the visitor is stored.',
  also: [400, 404, 410],
})
const response = { 204: z.null().meta({ description: 'Done.' }), ...described.response }
const schema = { ...described, params: z.strictObject({ ref }), querystring: z.strictObject({}), response }

/** Bytes. Browsers send at most this much with a beacon. */
const maxBody = 65_536

/** Counts views. The response is never cached. */
export const viewRoutes: FastifyPluginAsyncZod<Options> = async (app, { store, views, visitors }) => {
  // Beacons have any media type, and nobody reads what they contain.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBody }, async () => undefined)

  // Fastify refuses a body whose media type is malformed, before it chooses a parser.
  const onRequest = async ({ headers }: FastifyRequest) => {
    delete headers['content-type']
  }

  app.post(`${articlesPath}/:ref/views`, { schema, onRequest }, async (request, reply) => {
    const { headers, clientAddress: address } = request
    const given = request.params.ref
    const found = (await store.viewedArticle(given)) ?? (await store.viewedArticle(normalizeRef(given)))
    if (!found) throw new AppError('article-not-found', 'No article has or had that slug or id.')
    if (found.kind === 'gone') throw goneError(reply, found.tombstone)
    const { id } = found
    if (!isAutomated(headers)) {
      const visitor = { address, userAgent: headers['user-agent'] ?? '' }
      await (isPrivate(headers) ? views.count(id) : visitors.countOnce(visitor, id, () => views.count(id)))
    }
    return reply.code(204).header('cache-control', 'no-store').send(null)
  })
}
