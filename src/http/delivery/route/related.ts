import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listGroup } from '../../../domain/change.ts'
import { pageLimit } from '../../../domain/page/cursor.ts'
import { relatedList } from '../../message/collection.ts'
import { json, operation } from '../../message/operation.ts'
import { limit } from '../../message/parameter.ts'
import { relatedArticles } from '../article/related-articles.ts'
import { articlesPath, createServeArticle } from '../article/serve-article.ts'
import { filterShape } from '../article-query.ts'
import type { Delivery } from '../delivery.ts'
import { collection, type Fragment, itemFragment } from '../fragment.ts'
import { ref } from './article.ts'

const relatedOperation = operation({
  tag: 'Articles',
  operationId: 'listRelatedArticles',
  summary: 'List the articles most related to an article',
  description:
    'Articles that share tags, category, authors or words of title and key takeaways, the most related first. What few articles have counts more; among equals the newest is first. `why` lists what they share. Never the article itself or one of its translations.',
  ok: json(relatedList),
  also: [304, 308, 400, 404, 410],
})

const querystring = z.strictObject({
  language: filterShape.language.meta({
    description:
      'Language tags, separated by commas: articles in any of them. By default those in the language of the article.',
    examples: [['en']],
  }),
  limit,
})

/** Units of the rate limit in addition to the request: it reads some hundred articles. */
const units = 4

/** Articles related to an article. */
export const relatedRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const { store, changedAt, timeSlices } = delivery
  const serve = createServeArticle(delivery)
  const schema = { ...relatedOperation, params: z.strictObject({ ref }), querystring }
  app.get(`${articlesPath}/:ref/related`, { schema }, async (request, reply) => {
    const lastModified = await changedAt()
    const { language, limit = pageLimit.usual } = request.query
    return serve(request, reply, request.params.ref, async print => {
      request.charge(units)
      const languages = language ?? [print.language.split('-')[0] ?? print.language]
      const related = await relatedArticles(store, print, { languages, limit, pause: timeSlices() })
      const items = related.map(({ print: one, why }) => withReasons(itemFragment(one, {}), why))
      return { ...collection(items, { page: { limit } }), lastModified, groups: [listGroup] }
    })
  })
}

function withReasons({ body, withoutViews }: Fragment, why: readonly object[]): Fragment {
  const tail = Buffer.from(`,"why":${JSON.stringify(why)}}`)
  const around = (article: Uint8Array) => Buffer.concat([head, article, tail])
  return { body: around(body), withoutViews: around(withoutViews) }
}

const head = Buffer.from('{"article":')
