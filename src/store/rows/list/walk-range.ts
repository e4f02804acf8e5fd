import type { DateSort } from '../../../domain/page/query.ts'
import type { PageRead } from '../database/keyset-page.ts'
import type { Plan, PublishedRange } from './filter.ts'
import { compare, highest, type ListPosition, lowest } from './position.ts'
import type { Walk } from './walk.ts'

/** A range to walk: parameters of the statements, in addition to those of the filter. Both ends are exclusive. */
export type WalkRange = PublishedRange &
  Pick<Walk, 'sort' | 'backwards'> & {
    ascending: boolean
    lowAt: number
    lowId: string
    highAt: number
    highId: string
    limit: number
  }

/** The range starts at a position. In a list sorted by publication the filter limits it, too. */
export function walkRange(
  { sort }: { sort: DateSort },
  { published }: Plan,
  { from, backwards, limit }: PageRead<ListPosition>,
): WalkRange {
  const ascending = sort.startsWith('-') === backwards
  let low = lowest
  let high = highest
  if (sort.endsWith('publishedAt')) {
    low = { at: published.after, id: highest.id }
    high = { at: published.before, id: lowest.id }
  }
  if (from && ascending && compare(from, low) > 0) low = from
  if (from && !ascending && compare(from, high) < 0) high = from
  const ends = { lowAt: low.at, lowId: low.id, highAt: high.at, highId: high.id }
  return { sort, backwards, ascending, ...ends, ...published, limit }
}

export function wholeRange(plan: Plan): WalkRange {
  return walkRange({ sort: 'publishedAt' }, plan, { from: undefined, backwards: false, limit: highest.at })
}

/** Limits further walks to the positions before the end of a full page. */
export function narrow(range: WalkRange, last: ListPosition | undefined): WalkRange {
  if (!last) return range
  return range.ascending ? { ...range, highAt: last.at, highId: last.id } : { ...range, lowAt: last.at, lowId: last.id }
}

/** Splits a range next to a row: the part that is walked first, and the rest. The row is in one of them. */
export function dividedAt(range: WalkRange, { at, id }: ListPosition): [WalkRange, WalkRange] {
  // Greater than the row, and less than every greater row.
  const border = id + highest.id
  const lower = { ...range, highAt: at, highId: border }
  const upper = { ...range, lowAt: at, lowId: border }
  return range.ascending ? [lower, upper] : [upper, lower]
}

export function orderOf({ ascending }: WalkRange): typeof compare {
  return ascending ? compare : (a, b) => compare(b, a)
}
