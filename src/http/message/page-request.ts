import type { z } from 'zod'
import { type Cursor, decodeCursor, encodeCursor, matchCursor, pageLimit } from '../../domain/page/cursor.ts'
import { link } from '../problem/header.ts'
import type { Page } from './collection.ts'

/** A request for one page of a collection. */
export type PageRequest<Query, Place> = Omit<Cursor<Query, Place>, 'place'> & { place?: Place | undefined }

/**
 * Reads the page that a request asks for: from its cursor if it has one, else from its parameters.
 *
 * @param of name of the collection; a cursor of another one is invalid
 * @param usual defaults of parameters
 * @throws AppError `cursor-invalid`, `cursor-mismatch`
 */
export function readPageRequest<Query extends object, Place>(
  of: string,
  given: Query & { cursor?: string | undefined; limit?: number | undefined },
  shape: { query: z.ZodType<Query>; place: z.ZodType<Place> },
  usual: Partial<Query>,
): PageRequest<Query, Place> {
  const { cursor, limit, ...query } = given
  if (cursor === undefined) {
    return { of, query: shape.query.parse({ ...usual, ...query }), limit: limit ?? pageLimit.usual, back: false }
  }
  const known = decodeCursor(cursor, of, shape)
  matchCursor(known.query, query)
  return { ...known, limit: limit ?? known.limit }
}

/** The `page` member of a response and its `Link` members. `next` and `previous` are the positions of the neighbours. */
export function pageOf<Query, Place>(
  url: string,
  { of, query, limit }: PageRequest<Query, Place>,
  neighbours: {
    // Without NoInfer, a place that lacks members which the cursor requires would be accepted.
    next?: NoInfer<Place> | undefined
    previous?: NoInfer<Place> | undefined
    total?: number | undefined
    unknown?: readonly string[] | undefined
  },
): { page: Page; links: string[] } {
  const cursor = (back: boolean, place: NoInfer<Place>) => encodeCursor({ of, query, limit, back, place })
  const next = neighbours.next && cursor(false, neighbours.next)
  const previous = neighbours.previous && cursor(true, neighbours.previous)
  const page = {
    limit,
    ...(next && { next, nextUrl: `${url}?cursor=${next}` }),
    ...(previous && { previous, previousUrl: `${url}?cursor=${previous}` }),
    ...(neighbours.unknown && neighbours.unknown.length > 0 && { unknown: [...neighbours.unknown] }),
    ...(neighbours.total !== undefined && { total: neighbours.total }),
  }
  const links = [
    ...(page.nextUrl ? [link(page.nextUrl, 'next')] : []),
    ...(page.previousUrl ? [link(page.previousUrl, 'prev')] : []),
  ]
  return { page, links }
}

/** `pageOf` from the first and last item of the page. */
export function keysetPage<Query, Place, Item>(
  url: string,
  pageRequest: PageRequest<Query, Place>,
  items: readonly Item[],
  found: { hasNext: boolean; hasPrevious: boolean; unknown?: readonly string[] | undefined },
  placeOf: (item: Item) => NoInfer<Place>,
  total?: number,
): { page: Page; links: string[] } {
  const [first, last] = [items[0], items.at(-1)]
  return pageOf(url, pageRequest, {
    next: found.hasNext && last !== undefined ? placeOf(last) : undefined,
    previous: found.hasPrevious && first !== undefined ? placeOf(first) : undefined,
    unknown: found.unknown,
    total,
  })
}
