import type { Statement } from 'better-sqlite3'
import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { Filter, ListQuery, Position } from '../../../domain/page/query.ts'
import type { Connection } from '../database/connection.ts'
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

/** A page of a list as places, in the order asked for. */
export type IdPage = { ids: Id[]; hasNext: boolean; hasPrevious: boolean } & Pick<Plan, 'termIds' | 'unknown'>

export type Lists = {
  page(query: ListQuery): IdPage
  /** How many match, in parts that take some milliseconds each. */
  counts(filter: Filter): Iterable<number>
}

type ListPosition = { at: number; id: Id }
/** Prints that one part of a count looks at. */
const countBatch = 250

/** Below and above every place. `g` sorts behind every id, the empty string before. */
const lowest: ListPosition = { at: Number.MIN_SAFE_INTEGER, id: '' }
const highest: ListPosition = { at: Number.MAX_SAFE_INTEGER, id: 'g' }

/** One way from a place: what its statements are bound to, beside what the filter binds. */
type WalkRange = ChunkSearch & Pick<Walk, 'sort' | 'backwards'> & { lowId: string; highId: string }

/** Finds what stands on a page: along one index, or among what several filters share. */
export function createLists(connection: Connection): Lists {
  const planOf = createFilterReader(connection)
  const intersectionOf = createIntersectionReader(connection)
  const prepared = new Map<string, Statement<[object], ListPosition>>()
  const prepare = (sql: string) => {
    const statement = prepared.get(sql) ?? connection.prepare<[object], ListPosition>(sql)
    prepared.set(sql, statement)
    return statement
  }

  /** Several values of a filter are several walks, merged here. */
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

  /** Asks the nearest chunk first, which is most often enough, and then all. */
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
      const from = query.from && positionOf(query.from)
      const backwards = query.backwards === true
      const found = positions(walkRange(query, plan, backwards, from, query.limit + 1))
      const page = found.slice(0, query.limit)
      const hasOther = from !== undefined && positions(walkRange(query, plan, !backwards, page[0], 1)).length > 0
      const more = found.length > page.length
      const ids = page.map(place => place.id)
      const ends = backwards ? { hasNext: hasOther, hasPrevious: more } : { hasNext: more, hasPrevious: hasOther }
      return { ids: backwards ? ids.reverse() : ids, ...ends, termIds: plan.termIds, unknown: plan.unknown }
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
      // Each of them has to be looked at, at some 10 µs.
      for (const chunk of intersection.chunks) {
        const numbers = isWithin(chunk, published) ? numbersIn(shared.members, chunk.chunk) : []
        for (let at = 0; at < numbers.length; at += countBatch) {
          yield count('members', JSON.stringify(numbers.slice(at, at + countBatch)))
        }
      }
    },
  }
}

/** Whether an article must meet more than the index of one filter says of it. */
function needsIntersection({ sets }: Plan, { sort, filter }: ListQuery): boolean {
  const isBounded = filter.publishedAfter !== undefined || filter.publishedBefore !== undefined
  return sets.length > 1 || (sets.length === 1 && isBounded && !sort.endsWith('publishedAt'))
}

/** What further walks need: nothing behind the last place of a full page. */
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

/** Its ends are of the filter where the list is sorted by publication, and the place it starts from. */
function walkRange(
  { sort }: ListQuery,
  { published }: Plan,
  backwards: boolean,
  from: ListPosition | undefined,
  limit: number,
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
