import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Id } from '../../../domain/id.ts'
import { articlePlace } from '../../../domain/page/cursor.ts'
import type { Position, Sort } from '../../../domain/page/query.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import { type CacheableResponse, jsonType } from '../../cache/respond.ts'
import { articleList } from '../../message/collection.ts'
import { json, operation } from '../../message/operation.ts'
import { pageOf, readWalk, type Walk } from '../../message/walk.ts'
import { type ArticleWalk, articleListQuery, articleWalk, filterOf, included } from '../article-query.ts'
import type { Delivery, DeliveryStore } from '../delivery.ts'
import { articleGroups, listGroups } from '../group.ts'
import { miningOf } from '../mining.ts'
import { collection, itemPiece, type Piece } from '../piece.ts'
import { articlesPath } from '../serve-article.ts'

const list = operation({
  tag: 'Articles',
  operationId: 'listArticles',
  summary: 'Articles, newest first',
  description:
    'Several values of one parameter mean any of them; parameters narrow each other. In a walk, an article whose sort key does not change is seen exactly once.',
  ok: json(articleList),
  also: [304, 400],
})

const shape = { query: articleWalk, place: articlePlace }
const usual = { sort: '-publishedAt', count: false } as const

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
      : await page(store, at, readWalk('articles', query, shape, usual), itemsFor(request))
    const { prints, ...answered } = made
    reply.headers(miningOf(prints, site))
    return respond(request, reply, { contentType: jsonType, ...answered, lastModified })
  })

  /** Makes the items of a list; what takes long takes timeSlices. */
  function itemsFor(request: FastifyRequest): Items {
    return async (prints, { include: names, fields }) => {
      const include = included(names)
      const rendered = await render(prints, include.renderings, units => request.charge(units))
      const pause = timeSlices()
      const items: Piece[] = []
      for (const print of prints) {
        if (fields && print.body) await pause()
        items.push(itemPiece(print, { include, fields, rendered }))
      }
      return items
    }
  }
}

type Made = Omit<CacheableResponse, 'contentType'> & { prints: readonly StoredPrint[] }

/** Makes items of prints, as a query wants them. */
type Items = (prints: readonly StoredPrint[], query: ArticleWalk) => Promise<Piece[]>

async function page(
  store: DeliveryStore,
  { url, timeZone }: { url: string; timeZone: string },
  walk: Walk<ArticleWalk, Position>,
  itemsOf: Items,
): Promise<Made> {
  const { query, limit, place, back } = walk
  const { sort = usual.sort } = query
  const filter = filterOf(query, timeZone)
  const found = await store.list({ filter, sort, limit, from: place, backwards: back }, needsBody(query))
  const { page, links } = pageOf(url, walk, {
    next: found.hasNext ? placeOf(found.prints.at(-1), sort) : undefined,
    previous: found.hasPrevious ? placeOf(found.prints[0], sort) : undefined,
    unknown: found.unknown,
    total: query.count ? await store.count(filter) : undefined,
  })
  const items = await itemsOf(found.prints, query)
  return {
    prints: found.prints,
    ...collection(items, { page }),
    groups: listGroups(found, filter),
    links,
  }
}

async function byIds(store: DeliveryStore, ids: readonly Id[], query: ArticleWalk, itemsOf: Items): Promise<Made> {
  const found = await store.listByIds(ids, needsBody(query))
  const delivered = new Set(found.map(print => print.articleId))
  const items = await itemsOf(found, query)
  const missing = ids.filter(id => !delivered.has(id))
  return { prints: found, ...collection(items, { missing, page: { limit: ids.length } }), groups: articleGroups(ids) }
}

function needsBody({ include }: ArticleWalk): boolean {
  return included(include).parts.length > 0
}

function placeOf(print: StoredPrint | undefined, sort: Sort): Position | undefined {
  return print && { at: sort.endsWith('publishedAt') ? print.publishedAt : print.updatedAt, id: print.articleId }
}
