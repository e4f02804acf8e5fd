import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Id } from '../../../domain/id.ts'
import { jsonType } from '../../cache/respond.ts'
import { articleList } from '../../message/collection.ts'
import { json, operation } from '../../message/operation.ts'
import { articlesPath } from '../article/serve-article.ts'
import { type ArticlePageQuery, articleListQuery } from '../article-query.ts'
import type { Delivery, DeliveryStore } from '../delivery.ts'
import { articleGroups } from '../group.ts'
import {
  articlePage,
  createItems,
  type Items,
  type ListResponse,
  listResponse,
  needsBody,
  readListRequest,
} from '../list/article-page.ts'
import { miningHeaders } from '../mining.ts'

const list = operation({
  tag: 'Articles',
  operationId: 'listArticles',
  summary: 'List articles, newest first',
  description:
    'Items have no body unless `include` adds it. Several values of one filter match any of them; different filters must all match. Follow `page.nextUrl` for more. While you page through the list, you see an article exactly once unless its sort key changes.',
  ok: json(articleList),
  also: [304, 400],
})

/** Articles by filter and order, or by their ids. */
export const articleListRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const { store, site, respond, changedAt } = delivery
  app.get(articlesPath, { schema: { ...list, querystring: articleListQuery } }, async (request, reply) => {
    const { ids, ...query } = request.query
    const lastModified = await changedAt()
    const itemsOf = createItems(delivery, request)
    const { prints, ...answered } = ids
      ? await byIds(store, ids, query, itemsOf)
      : listResponse(await articlePage(delivery, readListRequest(query), itemsOf))
    reply.headers(miningHeaders(prints, site))
    return respond(request, reply, { contentType: jsonType, ...answered, lastModified })
  })
}

async function byIds(
  store: DeliveryStore,
  ids: readonly Id[],
  query: ArticlePageQuery,
  itemsOf: Items,
): Promise<ListResponse> {
  const found = await store.listByIds(ids, needsBody(query))
  const delivered = new Set(found.map(print => print.articleId))
  const items = await itemsOf(found, query)
  const missing = ids.filter(id => !delivered.has(id))
  return listResponse({ prints: found, items, page: { limit: ids.length }, groups: articleGroups(ids) }, { missing })
}
