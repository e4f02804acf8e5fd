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
import type { ViewWindow } from '../../../domain/page/view.ts'
import type { PrintPage } from '../../../domain/store/print-store.ts'
import type { Connection } from '../database/connection.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import type { Routine } from '../database/routine.ts'
import { createStatementCache, prepared } from '../database/statement.ts'
import { instantAt } from '../database/value.ts'
import { createFilterReader, type Plan, type PublishedRange } from './filter.ts'
import { type Ranked, scanCountQuery, scanEndQuery, scanQuery, sortQuery } from './ranked.ts'
import { type Check, countQuery, type Walk, walkQuery } from './walk.ts'

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
  /** The same of a list of popular articles, which leaves out those without views. */
  countPopular(
    filter: Filter,
    window: ViewWindow,
    from?: RankedPosition,
  ): Routine<{ articles: number; from?: RankedPosition | undefined }>
}

export type ListPosition = { at: number; id: Id }

export type RankedPosition = { at: string | number; id: Id }

type RankedPlace = RankedPosition & { limit: number }
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

/** Rows that are read of the index of titles or views: for one article of the page at first, and then at most. */
const scannedForOne = 10
const usualScan = 2000

/**
 * Finds the articles of a page.
 *
 * @param mostScanned rows that are read of the index of titles or views, before all articles of a filter are sorted
 * @param fewest so many articles of a filter are sorted at once
 */
export function createLists(connection: Connection, { mostScanned = usualScan, fewest = 500 } = {}): Lists {
  const planOf = createFilterReader(connection)
  const prepareWalk = (walk: Walk) => prepared(walkQuery(connection, walk))
  const prepareCount = (walk: Plan) => prepared(countQuery(connection, walk))
  const prepareScan = (ranked: Ranked, checks: readonly Check[]) => prepared(scanQuery(connection, ranked, checks))
  const prepareSort = (ranked: Ranked, plan: Plan) => prepared(sortQuery(connection, ranked, plan))
  const prepareScanEnd = (ranked: Ranked) => prepared(scanEndQuery(connection, ranked))
  const prepareScanCount = (ranked: Ranked, checks: readonly Check[]) =>
    prepared(scanCountQuery(connection, ranked, checks))
  const scanEnds = createStatementCache<ReturnType<typeof prepareScanEnd>>()
  const scanCounts = createStatementCache<ReturnType<typeof prepareScanCount>>()
  const scans = createStatementCache<ReturnType<typeof prepareScan>>()
  const sorts = createStatementCache<ReturnType<typeof prepareSort>>()
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

  /** Reads the index of a ranking, so many of its rows. Fewer positions than the limit: there may be others. */
  function* scan(
    ranked: Ranked,
    { checks, bound, published }: Plan,
    place: RankedPlace,
    scanned: number,
  ): Routine<RankedPosition[]> {
    const statement = scans(`${ranked.by} ${ranked.ascending} ${checks}`, () => prepareScan(ranked, checks))
    return yield* statement.all({ ...bound, ...published, ...place, scanned })
  }

  /** Reads all articles of a filter, and sorts them. */
  function* sorted(ranked: Ranked, plan: Plan, place: RankedPlace): Routine<RankedPosition[]> {
    const statement = sorts(`${ranked.by} ${ranked.ascending} ${shapeOf(plan)}`, () => prepareSort(ranked, plan))
    const { limit: all, ...range } = wholeRange(plan)
    const found = new Map<Id, RankedPosition>()
    for (const value of plan.values) {
      const more = yield* statement.all({ ...range, all, ...plan.bound, ...place, value })
      if (plan.values.length === 1) return more
      for (const position of more) found.set(position.id, position)
    }
    const compare = ranked.ascending ? compareRanked : (a: RankedPosition, b: RankedPosition) => compareRanked(b, a)
    return [...found.values()].sort(compare).slice(0, place.limit)
  }

  /**
   * Reads a list by title or views. Where many articles match, the first rows of the index of that order are enough for a
   * page. Where few match, all of them are read and sorted.
   */
  function* ranked(
    by: Ranking,
    isDescending: boolean,
    filter: Filter,
    plan: Plan,
    { from, backwards, limit }: PageRead<RankedPosition>,
  ): Routine<RankedPosition[]> {
    if (plan.values.length === 0) return []
    const ascending = isDescending === backwards
    const [before, after] = by === 'title' ? [lowestTitle, highestTitle] : [lowest, highest]
    const place = { ...(from ?? (ascending ? before : after)), limit }
    const scanPlan = plan.isAll || plan.most > fewest ? yield* planOf(filter, by) : undefined
    if (scanPlan && plan.isAll) return yield* scan({ by, ascending }, scanPlan, place, highest.at)
    if (scanPlan) {
      for (const rows of [limit * scannedForOne, mostScanned]) {
        const found = rows > mostScanned ? [] : yield* scan({ by, ascending }, scanPlan, place, rows)
        if (found.length === limit) return found
      }
    }
    return yield* sorted({ by, ascending }, plan, place)
  }

  return {
    *page(query) {
      const { limit, backwards, sort, from } = query
      const by = rankingOf(sort)
      const plan = yield* planOf(query.filter)
      const more = { termIds: plan.termIds, unknown: plan.unknown }
      if (by) {
        const read = (page: PageRead<RankedPosition>) => ranked(by, sort.startsWith('-'), query.filter, plan, page)
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
      const all = wholeRange(plan)
      if (value !== undefined && another === undefined && !plan.checks.includes('preferred')) {
        const statement = counts(shapeOf(plan), () => prepareCount(plan))
        return { articles: (yield* statement.get({ ...all, ...plan.bound, value }))?.articles ?? 0 }
      }
      // Articles can have several of the values, and a check for a preferred translation takes 10 µs.
      const range = walkRange({ sort: 'publishedAt' }, plan, { from, backwards: false, limit: countBatch })
      const found = yield* walk(plan, range)
      return { articles: found.length, from: found[countBatch - 1] }
    },
    *countPopular(filter, window, from) {
      const ranked = { by: `popular:${window}`, ascending: false } as const
      const { checks, values, bound, published } = yield* planOf(filter, ranked.by)
      if (values.length === 0) return { articles: 0 }
      const place = from ?? highest
      const count = scanCounts(`${window} ${checks}`, () => prepareScanCount(ranked, checks))
      const end = scanEnds(window, () => prepareScanEnd(ranked))
      const all = { ...bound, ...published, ...place, scanned: mostScanned, limit: highest.at }
      const { articles } = (yield* count.get(all)) ?? { articles: 0 }
      return { articles, from: yield* end.get({ ...place, skipped: mostScanned - 1 }) }
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

function compareRanked(a: RankedPosition, b: RankedPosition): number {
  // Engines compare the bytes of texts.
  const difference =
    typeof a.at === 'number' ? a.at - Number(b.at) : Buffer.compare(Buffer.from(a.at), Buffer.from(String(b.at)))
  return difference || (a.id < b.id ? -1 : 1)
}

function wholeRange(plan: Plan): WalkRange {
  return walkRange({ sort: 'publishedAt' }, plan, { from: undefined, backwards: false, limit: highest.at })
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
