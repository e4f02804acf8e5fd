import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import {
  type DateSort,
  type Filter,
  type ListQuery,
  type Position,
  type Ranking,
  rankingOf,
} from '../../../domain/page/query.ts'
import type { PrintPage } from '../../../domain/store/print-store.ts'
import type { Connection } from '../database/connection.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import type { Routine } from '../database/routine.ts'
import { createStatementCache, prepared } from '../database/statement.ts'
import { instantAt } from '../database/value.ts'
import { createFilterReader, type Plan, type PublishedRange } from './filter.ts'
import { type Ranked, rankedQuery } from './ranked.ts'
import { countQuery, type Walk, walkQuery } from './walk.ts'

/** A page of a list as ids, in the requested order. */
export type IdPage = { ids: Id[] } & Pick<PrintPage, 'hasNext' | 'hasPrevious' | 'ends' | 'termIds' | 'unknown'>

export type Lists = {
  page(query: ListQuery): Routine<IdPage>
  /**
   * Counts matches, or some of them: then `from` is where to continue. A part takes some milliseconds.
   *
   * @param from of the part before
   */
  count(filter: Filter, from?: ListPosition): Routine<{ articles: number; from?: ListPosition | undefined }>
}

export type ListPosition = { at: number; id: Id }

type RankedPosition = { at: string | number; id: Id }
/** Matches that one part of a count reads. */
const countBatch = 250

/** Before and after every position. `g` sorts after every id, the empty string before. */
const lowest: ListPosition = { at: Number.MIN_SAFE_INTEGER, id: '' }
const highest: ListPosition = { at: Number.MAX_SAFE_INTEGER, id: 'g' }

/** The same in a list by title. */
const lowestTitle = { at: '', id: '' }
const highestTitle = { at: '\u{10FFFF}', id: 'g' }

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

/**
 * Finds the articles of a page.
 *
 * @param mostSorted number of articles of a term that are sorted by title or views; for more, the index of that order is read
 */
export function createLists(connection: Connection, { mostSorted = 3000 } = {}): Lists {
  const planOf = createFilterReader(connection)
  const prepareWalk = (walk: Walk) => prepared(walkQuery(connection, walk))
  const prepareCount = (walk: Plan) => prepared(countQuery(connection, walk))
  const prepareRanked = (list: Ranked) => prepared(rankedQuery(connection, list))
  const rankings = createStatementCache<ReturnType<typeof prepareRanked>>()
  const walks = createStatementCache<ReturnType<typeof prepareWalk>>()
  const counts = createStatementCache<ReturnType<typeof prepareCount>>()
  const shapeOf = ({ driver, arms, checks }: Plan) =>
    `${driver} ${arms.map(arm => `${arm.driver}:${arm.check}`)} ${checks}`

  /** Walks the index for each value of a filter, and merges the results. */
  function* walk(plan: Plan, range: WalkRange): Routine<ListPosition[]> {
    const { sort, backwards } = range
    const shape = `${sort} ${backwards} ${shapeOf(plan)}`
    const statement = walks(shape, () => prepareWalk({ ...plan, sort, backwards }))
    let found: ListPosition[] = []
    let ends = range
    for (const value of plan.values) {
      const more = yield* statement.all({ ...ends, ...plan.bound, value })
      if (plan.values.length === 1) return more
      const merged = new Map([...found, ...more].map(place => [place.id, place]))
      found = [...merged.values()].sort(orderOf(range)).slice(0, range.limit)
      ends = narrow(ends, found[range.limit - 1])
    }
    return found
  }

  /** Reads a list by title or views. */
  function* ranked(
    by: Ranking,
    isDescending: boolean,
    plan: Plan,
    { from, backwards, limit }: PageRead<RankedPosition>,
  ): Routine<RankedPosition[]> {
    if (plan.values.length === 0) return []
    const ascending = isDescending === backwards
    const { rarest } = plan
    const isSorted = rarest !== undefined && rarest.articles <= mostSorted
    const checks = isSorted ? plan.checks.filter(check => check !== rarest.check) : plan.checks
    const statement = rankings(`${by} ${ascending} ${isSorted} ${checks}`, () =>
      prepareRanked({ by, ascending, checks, isSorted }),
    )
    const [before, after] = by === 'title' ? [lowestTitle, highestTitle] : [lowest, highest]
    const beyond = ascending ? before : after
    const { at, id } = from ?? beyond
    const terms = JSON.stringify(rarest?.values ?? [])
    return yield* statement.all({ ...plan.bound, ...plan.published, terms, at, id, limit })
  }

  return {
    *page(query) {
      const { limit, backwards, sort, from } = query
      const by = rankingOf(sort)
      const plan = yield* planOf(query.filter, by)
      const more = { termIds: plan.termIds, unknown: plan.unknown }
      if (by) {
        const read = (page: PageRead<RankedPosition>) => ranked(by, sort.startsWith('-'), plan, page)
        const { rows, ...found } = yield* readPage({ limit, from, backwards }, read, position => position)
        return { ids: rows.map(({ id }) => id), ...found, ends: endsOf(rows), ...more }
      }
      const { rows, ...found } = yield* readPage(
        { limit, from: from && positionOf(from), backwards },
        page => walk(plan, walkRange({ sort: sort as DateSort }, plan, page)),
        position => position,
      )
      const ends = endsOf(rows.map(({ at, id }) => ({ at: instantAt(at), id })))
      return { ids: rows.map(({ id }) => id), ...found, ends, ...more }
    },
    *count(filter, from) {
      const plan = yield* planOf(filter)
      const [value, another] = plan.values
      if (plan.total !== undefined) return { articles: plan.total }
      const all = walkRange({ sort: 'publishedAt' }, plan, { from: undefined, backwards: false, limit: highest.at })
      if (value !== undefined && another === undefined && !plan.checks.includes('preferred')) {
        const statement = counts(shapeOf(plan), () => prepareCount(plan))
        return { articles: (yield* statement.get({ ...all, ...plan.bound, value }))?.articles ?? 0 }
      }
      // Articles can have several of the values, and a check for a preferred translation takes 10 µs.
      const range = walkRange({ sort: 'publishedAt' }, plan, { from, backwards: false, limit: countBatch })
      const found = yield* walk(plan, range)
      return { articles: found.length, from: found[countBatch - 1] }
    },
  }
}

function endsOf(positions: readonly Position[]): PrintPage['ends'] {
  const [first, last] = [positions[0], positions.at(-1)]
  return first && last && { first, last }
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
  return { at: seconds(String(at)), id }
}

/** The range starts at a position. In a list sorted by publication the filter limits it, too. */
function walkRange(
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
