import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Id } from '../../../domain/id.ts'
import { articlePlace } from '../../../domain/page/cursor.ts'
import type { Position } from '../../../domain/page/query.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import { type CacheableResponse, jsonType } from '../../cache/respond.ts'
import { articleList } from '../../message/collection.ts'
import { json, operation } from '../../message/operation.ts'
import { keysetPage, readWalk, type Walk } from '../../message/walk.ts'
import { type ArticleWalk, articleListQuery, articleWalk, filterOf, included } from '../article-query.ts'
import type { Delivery, DeliveryStore } from '../delivery.ts'
import { placeIn } from '../entry.ts'
import { collection, type Fragment, itemFragment } from '../fragment.ts'
import { articleGroups, listGroups } from '../group.ts'
import { miningHeaders } from '../mining.ts'
import { articlesPath } from '../serve-article.ts'

const list = operation({
  tag: 'Articles',
  operationId: 'listArticles',
  summary: 'List articles, newest first',
  description:
    'Items have no body unless `include` adds it. Several values of one filter match any of them; different filters must all match. Follow `page.nextUrl` for more. While you page through the list, you see an article exactly once unless its sort key changes.',
  ok: json(articleList),
  also: [304, 400],
})

const shape = { query: articleWalk, place: articlePlace }
const defaults = { sort: '-publishedAt', count: false } as const

/** Articles by filter and order, or by their ids. */
export const articleListRoutes: FastifyPluginAsyncZod<Delivery> = async (
  app,
  { store, site, respond, changedAt, render, timeSlices },
) => {
  const at = { url: `${site.publicUrl}${articlesPath}`, timeZone: site.timeZone }
  app.get(articlesPath, { schema: { ...list, querystring: articleListQuery } }, async (request, reply) => {
    const { ids, ...query } = request.query
    const lastModified = await changedAt()
    const made = ids
      ? await byIds(store, ids, query, itemsFor(request))
      : await page(store, at, readWalk('articles', query, shape, defaults), itemsFor(request))
    const { prints, ...answered } = made
    reply.headers(miningHeaders(prints, site))
    return respond(request, reply, { contentType: jsonType, ...answered, lastModified })
  })

  /** Builds the items of a list, in time slices if that takes long. */
  function itemsFor(request: FastifyRequest): Items {
    return async (prints, { include: names, fields }) => {
      const include = included(names)
      const rendered = await render(prints, include.renderings, units => request.charge(units))
      const pause = timeSlices()
      const items: Fragment[] = []
      for (const print of prints) {
        if (fields && print.body) await pause()
        items.push(itemFragment(print, { include, fields, rendered }))
      }
      return items
    }
  }
}

type ArticleResponse = Omit<CacheableResponse, 'contentType'> & { prints: readonly StoredPrint[] }

/** Builds the items of prints for a query. */
type Items = (prints: readonly StoredPrint[], query: ArticleWalk) => Promise<Fragment[]>

async function page(
  store: DeliveryStore,
  { url, timeZone }: { url: string; timeZone: string },
  walk: Walk<ArticleWalk, Position>,
  itemsOf: Items,
): Promise<ArticleResponse> {
  const { query, limit, place, back } = walk
  const { sort = defaults.sort } = query
  const filter = filterOf(query, timeZone)
  const found = await store.list({ filter, sort, limit, from: place, backwards: back }, needsBody(query))
  const total = query.count ? await store.count(filter) : undefined
  const { page, links } = keysetPage(url, walk, found.prints, found, placeIn(sort), total)
  const items = await itemsOf(found.prints, query)
  return {
    prints: found.prints,
    ...collection(items, { page }),
    groups: listGroups(found, filter),
    links,
  }
}

async function byIds(
  store: DeliveryStore,
  ids: readonly Id[],
  query: ArticleWalk,
  itemsOf: Items,
): Promise<ArticleResponse> {
  const found = await store.listByIds(ids, needsBody(query))
  const delivered = new Set(found.map(print => print.articleId))
  const items = await itemsOf(found, query)
  const missing = ids.filter(id => !delivered.has(id))
  return { prints: found, ...collection(items, { missing, page: { limit: ids.length } }), groups: articleGroups(ids) }
}

function needsBody({ include }: ArticleWalk): boolean {
  return included(include).parts.length > 0
}
