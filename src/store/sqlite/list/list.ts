import type { Statement } from 'better-sqlite3'
import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { Filter, ListQuery, Position } from '../../../domain/page/query.ts'
import type { Connection } from '../database/connection.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import {
  type ChunkSearch,
  chunkRanges,
  countShared,
  isBeyond,
  isDense,
  isWithin,
  type SizedRange,
  searchChunks,
  withSizes,
} from './chunk-search.ts'
import { createFilterReader, type Plan } from './filter.ts'
import {
  type Chunk,
  createIntersectionReader,
  type Intersection,
  type SharedPrints,
  sharedNumbers,
} from './intersection.ts'
import { numbersIn } from './member-set.ts'
import { countSql, type Walk, walkSql } from './walk.ts'

/** A page of a list as ids, in the requested order. */
export type IdPage = { ids: Id[]; hasNext: boolean; hasPrevious: boolean } & Pick<Plan, 'termIds' | 'unknown'>

export type Lists = {
  page(query: ListQuery): IdPage
  /** Number of matches, in parts that take some milliseconds each. */
  counts(filter: Filter): Iterable<number>
}

type ListPosition = { at: number; id: Id }
/** Prints that one part of a count reads. */
const countBatch = 250

/** Before and after every position. `g` sorts after every id, the empty string before. */
const lowest: ListPosition = { at: Number.MIN_SAFE_INTEGER, id: '' }
const highest: ListPosition = { at: Number.MAX_SAFE_INTEGER, id: 'g' }

/** A range to walk: parameters of the statements, in addition to those of the filter. */
type WalkRange = ChunkSearch & Pick<Walk, 'sort' | 'backwards'> & { lowId: string; highId: string }

/** Finds the articles of a page: by an index, or in the intersection of several filters. */
export function createLists(connection: Connection): Lists {
  const planOf = createFilterReader(connection)
  const intersectionOf = createIntersectionReader(connection)
  const prepared = new Map<string, Statement<[object], ListPosition>>()
  const prepare = (sql: string) => {
    const statement = prepared.get(sql) ?? connection.prepare<[object], ListPosition>(sql)
    prepared.set(sql, statement)
    return statement
  }

  /** Walks the index for each value of a filter, and merges the results. */
  function walk(plan: Plan, range: WalkRange): ListPosition[] {
    const statement = prepare(walkSql({ ...range, driver: plan.driver, checks: [...plan.checks, ...plan.always] }))
    let found: ListPosition[] = []
    let ends = range
    for (const value of plan.values) {
      const more = statement.all({ ...ends, ...plan.bound, value })
      if (plan.values.length === 1) return more
      const merged = new Map([...found, ...more].map(place => [place.id, place]))
      found = [...merged.values()].sort(orderOf(range)).slice(0, range.limit)
      ends = narrow(ends, found[range.limit - 1])
    }
    return found
  }

  function lookUp(plan: Plan, shared: SharedPrints, ranges: readonly SizedRange[], range: WalkRange): ListPosition[] {
    const statement = prepare(walkSql({ ...range, driver: 'members', checks: plan.always }))
    const read = (some: readonly SizedRange[]) =>
      statement.all({ ...range, ...plan.bound, value: sharedNumbers(shared, some) })
    return searchChunks(ranges, range, read, orderOf(range))
  }

  /** Searches the nearest chunk first, which is usually enough, then all chunks. */
  function searchIntersection(plan: Plan, intersection: Intersection, range: WalkRange): ListPosition[] {
    const ranges = chunkRanges(intersection.chunks, range)
    const [first, second] = ranges
    if (!first) return []
    const nearest = intersection.inChunk(first.chunk)
    const near = withSizes([first], nearest)
    if (isDense(near, range.limit)) return walk(plan, range)
    const found = lookUp(
      plan,
      nearest,
      near.filter(({ size }) => size >= range.limit),
      range,
    )
    const last = found[range.limit - 1]
    if (last && (!second || isBeyond(second, last, range))) return found
    const shared = intersection.inAllChunks()
    const all = withSizes(ranges, shared)
    return isDense(all, range.limit) ? walk(plan, range) : lookUp(plan, shared, all, range)
  }

  return {
    page(query) {
      const plan = planOf(query.filter)
      const intersection = needsIntersection(plan, query) ? intersectionOf(plan.sets) : undefined
      const positions = (range: WalkRange) =>
        intersection ? searchIntersection(plan, intersection, range) : walk(plan, range)
      const { limit, backwards } = query
      const { rows, ...ends } = readPage(
        { limit, from: query.from && positionOf(query.from), backwards },
        page => positions(walkRange(query, plan, page)),
        position => position,
      )
      return { ids: rows.map(({ id }) => id), ...ends, termIds: plan.termIds, unknown: plan.unknown }
    },
    *counts(filter) {
      const { total, sets, published, always, bound } = planOf(filter)
      if (total !== undefined) return yield total
      const count = (driver: 'all' | 'members', value: string) => {
        const statement = connection.prepare<[object], number>(countSql(driver, always)).pluck()
        return statement.get({ ...published, ...bound, value }) ?? 0
      }
      if (sets.length === 0) return yield count('all', '')
      const intersection = intersectionOf(sets)
      const shared = intersection.inAllChunks()
      const countIn = (some: readonly Chunk[]) => count('members', sharedNumbers(shared, some))
      if (always.length === 0) return yield countShared(intersection.chunks, shared, published, countIn)
      // Each print must be checked, which takes about 10 µs.
      for (const chunk of intersection.chunks) {
        const numbers = isWithin(chunk, published) ? numbersIn(shared.members, chunk.chunk) : []
        for (let at = 0; at < numbers.length; at += countBatch) {
          yield count('members', JSON.stringify(numbers.slice(at, at + countBatch)))
        }
      }
    },
  }
}

/** Whether the index of one filter is not enough. */
function needsIntersection({ sets }: Plan, { sort, filter }: ListQuery): boolean {
  const isBounded = filter.publishedAfter !== undefined || filter.publishedBefore !== undefined
  return sets.length > 1 || (sets.length === 1 && isBounded && !sort.endsWith('publishedAt'))
}

/** Limits further walks to the positions before the end of a full page. */
function narrow(range: WalkRange, last: ListPosition | undefined): WalkRange {
  if (!last) return range
  return range.ascending ? { ...range, highAt: last.at, highId: last.id } : { ...range, lowAt: last.at, lowId: last.id }
}

function compare(a: ListPosition, b: ListPosition): number {
  if (a.at !== b.at) return a.at - b.at
  return a.id < b.id ? -1 : 1
}

function orderOf({ ascending }: WalkRange): typeof compare {
  return ascending ? compare : (a, b) => compare(b, a)
}

function positionOf({ at, id }: Position): ListPosition {
  return { at: seconds(at), id }
}

/** The range starts at a position. In a list sorted by publication the filter limits it, too. */
function walkRange(
  { sort }: ListQuery,
  { published }: Plan,
  { from, backwards, limit }: PageRead<ListPosition>,
): WalkRange {
  const ascending = sort.startsWith('-') === backwards
  const by = sort.endsWith('publishedAt') ? 'published' : 'updated'
  let low = lowest
  let high = highest
  if (by === 'published') {
    low = { at: published.after, id: highest.id }
    high = { at: published.before, id: lowest.id }
  }
  if (from && ascending && compare(from, low) > 0) low = from
  if (from && !ascending && compare(from, high) < 0) high = from
  const ends = { lowAt: low.at, lowId: low.id, highAt: high.at, highId: high.id }
  return { sort, backwards, ascending, by, ...ends, ...published, limit }
}
