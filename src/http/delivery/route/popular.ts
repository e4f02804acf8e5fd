import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { checkListPlace, listPlace } from '../../../domain/page/cursor.ts'
import { viewWindows } from '../../../domain/page/view.ts'
import { jsonType } from '../../cache/respond.ts'
import { articleList } from '../../message/collection.ts'
import { json, operation } from '../../message/operation.ts'
import { readPageRequest } from '../../message/page-request.ts'
import { cursor, limit, oneOf } from '../../message/parameter.ts'
import { articlePageQuery, checkFallback, filterOf } from '../article-query.ts'
import type { Delivery } from '../delivery.ts'
import { listGroups } from '../group.ts'
import { createItems, listResponse, needsBody } from '../list/article-page.ts'
import { listPage } from '../list/list-page.ts'
import { miningHeaders } from '../mining.ts'

const path = '/v1/popular'
const usualWindow = '24h'
const { sort: _, ...listed } = articlePageQuery.shape
const popularQuery = z.strictObject({
  window: oneOf(viewWindows).optional().meta({
    description:
      'The period whose views count: the last 24 hours, 7 days or 30 days including the current hour or day, or all views.',
    default: usualWindow,
  }),
  ...listed,
})
const shape = { query: popularQuery, place: listPlace }
const described = operation({
  tag: 'Articles',
  operationId: 'listPopularArticles',
  summary: 'List the most viewed articles',
  description:
    'Articles with the most views in the window first; those without views in it are left out. All filters of lists apply. The list may be up to a minute old. Articles can move while you page through the list.',
  ok: json(articleList),
  also: [304, 400],
})

/** Articles by their views in a period. */
export const popularRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const { store, site, clock, respond } = delivery
  const querystring = z.strictObject({ ...popularQuery.shape, cursor, limit }).superRefine(checkFallback)
  app.get(path, { schema: { ...described, querystring } }, async (request, reply) => {
    const pageRequest = readPageRequest('popular', request.query, shape, { window: usualWindow, count: false })
    const { query, limit, place, back } = pageRequest
    const { window = usualWindow } = query
    const sort = `-popular:${window}` as const
    if (place) checkListPlace(sort, place)
    const filter = filterOf(query, { timeZone: site.timeZone, clock })
    const found = await store.list({ filter, sort, limit, from: place, backwards: back }, needsBody(query))
    const total = query.count ? await store.countPopular(filter, window) : undefined
    const { page, links } = listPage(`${site.publicUrl}${path}`, pageRequest, found, total)
    const items = await createItems(delivery, request)(found.prints, query)
    const { prints, ...answered } = listResponse({
      prints: found.prints,
      items,
      page,
      links,
      groups: listGroups(found, filter),
    })
    reply.headers(miningHeaders(prints, site))
    return respond(request, reply, { contentType: jsonType, ...answered, isVolatile: true })
  })
}
