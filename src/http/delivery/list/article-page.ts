import type { FastifyRequest } from 'fastify'
import { checkListPlace, listPlace } from '../../../domain/page/cursor.ts'
import type { Position } from '../../../domain/page/query.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { CacheableResponse } from '../../cache/respond.ts'
import type { Page } from '../../message/collection.ts'
import { type PageRequest, readPageRequest } from '../../message/page-request.ts'
import { articlesPath } from '../article/serve-article.ts'
import { type ArticlePageQuery, articlePageQuery, filterOf, included, isVolatile } from '../article-query.ts'
import type { Delivery } from '../delivery.ts'
import { collection, type Fragment, itemFragment } from '../fragment.ts'
import { listGroups } from '../group.ts'
import { listPage } from './list-page.ts'

const shape = { query: articlePageQuery, place: listPlace }
const defaults = { sort: '-publishedAt', count: false } as const

/** A response, and the prints in it. */
export type ListResponse = Omit<CacheableResponse, 'contentType'> & { prints: readonly StoredPrint[] }

/** Builds the items of prints for a query. */
export type Items = (prints: readonly StoredPrint[], query: ArticlePageQuery) => Promise<Fragment[]>

export type ListRequest = PageRequest<ArticlePageQuery, Position>

/** Reads a request for a page of `/v1/articles`. */
export function readListRequest(given: Parameters<typeof readPageRequest<ArticlePageQuery, Position>>[1]): ListRequest {
  const request = readPageRequest('articles', given, shape, defaults)
  if (request.place) checkListPlace(request.query.sort ?? defaults.sort, request.place)
  return request
}

/** Builds the items of a list, in time slices if that takes long. */
export function createItems({ render, timeSlices }: Delivery, request: FastifyRequest): Items {
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

/** A page of `/v1/articles` in parts. */
export async function articlePage({ store, site, clock }: Delivery, request: ListRequest, itemsOf: Items) {
  const { query, limit, place, back } = request
  const { sort = defaults.sort } = query
  const filter = filterOf(query, { timeZone: site.timeZone, clock })
  const found = await store.list({ filter, sort, limit, from: place, backwards: back }, needsBody(query))
  const total = query.count ? await store.count(filter) : undefined
  const { page, links } = listPage(`${site.publicUrl}${articlesPath}`, request, found, total)
  return {
    prints: found.prints,
    items: await itemsOf(found.prints, query),
    page,
    links,
    groups: listGroups(found, filter),
    isVolatile: isVolatile(query),
  }
}

/** The response of a list. */
export function listResponse(
  list: { prints: readonly StoredPrint[]; items: readonly Fragment[]; page: Page } & Pick<
    CacheableResponse,
    'links' | 'groups' | 'isVolatile'
  >,
  more: object = {},
): ListResponse {
  const { prints, items, page, links, groups, isVolatile } = list
  return { prints, ...collection(items, { ...more, page }), links, groups, isVolatile }
}

export function needsBody({ include }: ArticlePageQuery): boolean {
  return included(include).parts.length > 0
}
