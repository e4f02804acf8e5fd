import type { Statement } from 'better-sqlite3'
import type { Id } from '../../domain/id.ts'
import { seconds } from '../../domain/instant.ts'
import type { Filter, ListQuery, Position } from '../../domain/query.ts'
import type { Connection } from './connection.ts'
import { createFilterReader, type Plan } from './filter.ts'
import { countSql, type Walk, walkSql } from './walk.ts'

/** A page of a list as places, in the order asked for. */
export type PlacePage = { ids: Id[]; hasNext: boolean; hasPrevious: boolean; termIds: Plan['termIds'] }

export type Lists = {
  page(query: ListQuery): PlacePage
  count(filter: Filter): number
}

type Place = { at: number; id: Id }
/** Below and above every place. `g` sorts behind every id, the empty string before. */
const lowest: Place = { at: Number.MIN_SAFE_INTEGER, id: '' }
const highest: Place = { at: Number.MAX_SAFE_INTEGER, id: 'g' }

/** Finds what stands on a page. Several values of a filter are several walks, merged here. */
export function createLists(connection: Connection): Lists {
  const planOf = createFilterReader(connection)
  const prepared = new Map<string, Statement<[object], Place>>()
  const prepare = (sql: string) => {
    const statement = prepared.get(sql) ?? connection.prepare<[object], Place>(sql)
    prepared.set(sql, statement)
    return statement
  }

  /** The next places from a bound, in the direction of the walk. */
  function walk(plan: Plan, query: ListQuery, backwards: boolean, from: Place | undefined, limit: number): Place[] {
    const ascending = query.sort.startsWith('-') === backwards
    const shape: Walk = { driver: plan.driver, sort: query.sort, backwards, checks: plan.checks }
    const statement = prepare(walkSql(shape))
    const bounds = { ...range(query, ascending, from), ...plan.bound, limit }
    const walks = plan.values.map(value => statement.all({ ...bounds, value }))
    const [only] = walks
    if (walks.length === 1 && only) return only
    const merged = new Map(walks.flat().map(place => [place.id, place]))
    const sorted = [...merged.values()].sort((a, b) => (ascending ? compare(a, b) : compare(b, a)))
    return sorted.slice(0, limit)
  }

  return {
    page(query) {
      const plan = planOf(query.filter)
      const from = query.from && placeOf(query.from)
      const backwards = query.backwards === true
      const found = walk(plan, query, backwards, from, query.limit + 1)
      const places = found.slice(0, query.limit)
      const behind = from !== undefined && walk(plan, query, !backwards, places[0], 1).length > 0
      const more = found.length > places.length
      const ids = places.map(place => place.id)
      const ends = backwards ? { hasNext: behind, hasPrevious: more } : { hasNext: more, hasPrevious: behind }
      return { ids: backwards ? ids.reverse() : ids, ...ends, termIds: plan.termIds }
    },
    count(filter) {
      const plan = planOf(filter)
      if (plan.total !== undefined) return plan.total
      const statement = connection.prepare<[object], number>(countSql(plan.driver, plan.checks)).pluck()
      return statement.get({ ...plan.bound, values: JSON.stringify(plan.values) }) ?? 0
    },
  }
}

function compare(a: Place, b: Place): number {
  if (a.at !== b.at) return a.at - b.at
  return a.id < b.id ? -1 : 1
}

function placeOf({ at, id }: Position): Place {
  return { at: seconds(at), id }
}

/** Both ends of a walk: of the filter where the list is sorted by publication, and the place it starts from. */
function range({ sort, filter }: ListQuery, ascending: boolean, from: Place | undefined): Record<string, unknown> {
  let low = lowest
  let high = highest
  if (sort.endsWith('publishedAt')) {
    if (filter.publishedAfter !== undefined) low = { at: seconds(filter.publishedAfter), id: highest.id }
    if (filter.publishedBefore !== undefined) high = { at: seconds(filter.publishedBefore), id: lowest.id }
  }
  if (from && ascending && compare(from, low) > 0) low = from
  if (from && !ascending && compare(from, high) < 0) high = from
  return { lowAt: low.at, lowId: low.id, highAt: high.at, highId: high.id }
}
