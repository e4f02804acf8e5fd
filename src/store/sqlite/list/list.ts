import type { Statement } from 'better-sqlite3'
import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { Filter, ListQuery, Position } from '../../../domain/page/query.ts'
import type { Connection } from '../database/connection.ts'
import {
  countShared,
  gather,
  isBeyond,
  isDense,
  isWithin,
  type Search,
  type Sized,
  sized,
  stretches,
} from './chunk-search.ts'
import { createFilterReader, type Plan } from './filter.ts'
import { type Chunk, createMeetingReader, type Meeting, type Shared, sharedNumbers } from './intersection.ts'
import { numbersIn } from './member-set.ts'
import { countSql, type Walk, walkSql } from './walk.ts'

/** A page of a list as places, in the order asked for. */
export type PlacePage = { ids: Id[]; hasNext: boolean; hasPrevious: boolean } & Pick<Plan, 'termIds' | 'unknown'>

export type Lists = {
  page(query: ListQuery): PlacePage
  /** How many match, in parts that take some milliseconds each. */
  counts(filter: Filter): Iterable<number>
}

type Place = { at: number; id: Id }
/** Prints that one part of a count looks at. */
const lookedUp = 250

/** Below and above every place. `g` sorts behind every id, the empty string before. */
const lowest: Place = { at: Number.MIN_SAFE_INTEGER, id: '' }
const highest: Place = { at: Number.MAX_SAFE_INTEGER, id: 'g' }

/** One way from a place: what its statements are bound to, beside what the filter binds. */
type Leg = Search & Pick<Walk, 'sort' | 'backwards'> & { lowId: string; highId: string }

/** Finds what stands on a page: along one index, or among what several filters share. */
export function createLists(connection: Connection): Lists {
  const planOf = createFilterReader(connection)
  const meetingOf = createMeetingReader(connection)
  const prepared = new Map<string, Statement<[object], Place>>()
  const prepare = (sql: string) => {
    const statement = prepared.get(sql) ?? connection.prepare<[object], Place>(sql)
    prepared.set(sql, statement)
    return statement
  }

  /** Several values of a filter are several walks, merged here. */
  function walk(plan: Plan, leg: Leg): Place[] {
    const statement = prepare(walkSql({ ...leg, driver: plan.driver, checks: [...plan.checks, ...plan.always] }))
    let found: Place[] = []
    let ends = leg
    for (const value of plan.values) {
      const more = statement.all({ ...ends, ...plan.bound, value })
      if (plan.values.length === 1) return more
      const merged = new Map([...found, ...more].map(place => [place.id, place]))
      found = [...merged.values()].sort(orderOf(leg)).slice(0, leg.limit)
      ends = upTo(ends, found[leg.limit - 1])
    }
    return found
  }

  function lookUp(plan: Plan, shared: Shared, way: readonly Sized[], leg: Leg): Place[] {
    const statement = prepare(walkSql({ ...leg, driver: 'members', checks: plan.always }))
    const read = (some: readonly Sized[]) =>
      statement.all({ ...leg, ...plan.bound, value: sharedNumbers(shared, some) })
    return gather(way, leg, read, orderOf(leg))
  }

  /** Asks the nearest chunk first, which is most often enough, and then all. */
  function meet(plan: Plan, meeting: Meeting, leg: Leg): Place[] {
    const way = stretches(meeting.chunks, leg)
    const [first, second] = way
    if (!first) return []
    const nearest = meeting.in(first.chunk)
    const near = sized([first], nearest)
    if (isDense(near, leg.limit)) return walk(plan, leg)
    const found = lookUp(
      plan,
      nearest,
      near.filter(({ size }) => size >= leg.limit),
      leg,
    )
    const last = found[leg.limit - 1]
    if (last && (!second || isBeyond(second, last, leg))) return found
    const shared = meeting.everywhere()
    const all = sized(way, shared)
    return isDense(all, leg.limit) ? walk(plan, leg) : lookUp(plan, shared, all, leg)
  }

  return {
    page(query) {
      const plan = planOf(query.filter)
      const meeting = isMeeting(plan, query) ? meetingOf(plan.sets) : undefined
      const places = (leg: Leg) => (meeting ? meet(plan, meeting, leg) : walk(plan, leg))
      const from = query.from && placeOf(query.from)
      const backwards = query.backwards === true
      const found = places(legOf(query, plan, backwards, from, query.limit + 1))
      const page = found.slice(0, query.limit)
      const behind = from !== undefined && places(legOf(query, plan, !backwards, page[0], 1)).length > 0
      const more = found.length > page.length
      const ids = page.map(place => place.id)
      const ends = backwards ? { hasNext: behind, hasPrevious: more } : { hasNext: more, hasPrevious: behind }
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
      const meeting = meetingOf(sets)
      const shared = meeting.everywhere()
      const countIn = (some: readonly Chunk[]) => count('members', sharedNumbers(shared, some))
      if (always.length === 0) return yield countShared(meeting.chunks, shared, published, countIn)
      // Each of them has to be looked at, at some 10 µs.
      for (const chunk of meeting.chunks) {
        const numbers = isWithin(chunk, published) ? numbersIn(shared.members, chunk.chunk) : []
        for (let at = 0; at < numbers.length; at += lookedUp) {
          yield count('members', JSON.stringify(numbers.slice(at, at + lookedUp)))
        }
      }
    },
  }
}

/** Whether an article must meet more than the index of one filter says of it. */
function isMeeting({ sets }: Plan, { sort, filter }: ListQuery): boolean {
  const isBounded = filter.publishedAfter !== undefined || filter.publishedBefore !== undefined
  return sets.length > 1 || (sets.length === 1 && isBounded && !sort.endsWith('publishedAt'))
}

/** What further walks need: nothing behind the last place of a full page. */
function upTo(leg: Leg, last: Place | undefined): Leg {
  if (!last) return leg
  return leg.ascending ? { ...leg, highAt: last.at, highId: last.id } : { ...leg, lowAt: last.at, lowId: last.id }
}

function compare(a: Place, b: Place): number {
  if (a.at !== b.at) return a.at - b.at
  return a.id < b.id ? -1 : 1
}

function orderOf({ ascending }: Leg): typeof compare {
  return ascending ? compare : (a, b) => compare(b, a)
}

function placeOf({ at, id }: Position): Place {
  return { at: seconds(at), id }
}

/** Its ends are of the filter where the list is sorted by publication, and the place it starts from. */
function legOf(
  { sort }: ListQuery,
  { published }: Plan,
  backwards: boolean,
  from: Place | undefined,
  limit: number,
): Leg {
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
