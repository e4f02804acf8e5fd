import type { Statement } from 'better-sqlite3'
import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { Filter, ListQuery, Position } from '../../../domain/page/query.ts'
import type { Connection } from '../database/connection.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import { createFilterReader, type Plan, type PublishedRange } from './filter.ts'
import { countSql, type Walk, walkSql } from './walk.ts'

/** A page of a list as ids, in the requested order. */
export type IdPage = { ids: Id[]; hasNext: boolean; hasPrevious: boolean } & Pick<Plan, 'termIds' | 'unknown'>

export type Lists = {
  page(query: ListQuery): IdPage
  /** Number of matches, in parts that take some milliseconds each. */
  counts(filter: Filter): Iterable<number>
}

type ListPosition = { at: number; id: Id }
/** Matches that one part of a count reads. */
const countBatch = 250

/** Before and after every position. `g` sorts after every id, the empty string before. */
const lowest: ListPosition = { at: Number.MIN_SAFE_INTEGER, id: '' }
const highest: ListPosition = { at: Number.MAX_SAFE_INTEGER, id: 'g' }

/** A range to walk: parameters of the statements, in addition to those of the filter. Both ends are exclusive. */
type WalkRange = PublishedRange &
  Pick<Walk, 'sort' | 'backwards'> & {
    ascending: boolean
    lowAt: number
    lowId: string
    highAt: number
    highId: string
    limit: number
  }

/** Finds the articles of a page. */
export function createLists(connection: Connection): Lists {
  const planOf = createFilterReader(connection)
  const prepared = new Map<string, Statement<[object], ListPosition>>()
  const prepare = (sql: string) => {
    const statement = prepared.get(sql) ?? connection.prepare<[object], ListPosition>(sql)
    prepared.set(sql, statement)
    return statement
  }

  /** Walks the index for each value of a filter, and merges the results. */
  function walk(plan: Plan, range: WalkRange): ListPosition[] {
    const statement = prepare(walkSql({ ...range, ...plan }))
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

  return {
    page(query) {
      const plan = planOf(query.filter)
      const { limit, backwards } = query
      const { rows, ...ends } = readPage(
        { limit, from: query.from && positionOf(query.from), backwards },
        page => walk(plan, walkRange(query, plan, page)),
        position => position,
      )
      return { ids: rows.map(({ id }) => id), ...ends, termIds: plan.termIds, unknown: plan.unknown }
    },
    *counts(filter) {
      const plan = planOf(filter)
      const [value, another] = plan.values
      if (plan.total !== undefined) return yield plan.total
      const all = walkRange({ sort: 'publishedAt' }, plan, { from: undefined, backwards: false, limit: -1 })
      if (value !== undefined && another === undefined && !plan.checks.includes('preferred')) {
        const statement = connection.prepare<[object], number>(countSql(plan)).pluck()
        return yield statement.get({ ...all, ...plan.bound, value }) ?? 0
      }
      // Articles can have several of the values, and a check for a preferred translation takes 10 µs.
      let from: ListPosition | undefined
      do {
        const range = walkRange({ sort: 'publishedAt' }, plan, { from, backwards: false, limit: countBatch })
        const found = walk(plan, range)
        from = found[countBatch - 1]
        yield found.length
      } while (from)
    },
  }
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
  { sort }: Pick<ListQuery, 'sort'>,
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
