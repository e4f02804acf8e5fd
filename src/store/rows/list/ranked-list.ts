import type { Id } from '../../../domain/id.ts'
import type { Filter, Ranking } from '../../../domain/page/query.ts'
import type { ViewWindow } from '../../../domain/page/view.ts'
import type { Connection } from '../database/connection.ts'
import type { PageRead } from '../database/keyset-page.ts'
import type { Routine } from '../database/routine.ts'
import { createStatementCache, prepared } from '../database/statement.ts'
import { type FilterReader, type Plan, shapeOf } from './filter.ts'
import { compareRanked, highest, highestTitle, lowest, lowestTitle, type RankedPosition } from './position.ts'
import { type Ranked, scanCountQuery, scanEndQuery, scanQuery, sortQuery } from './ranked-query.ts'
import type { Check } from './walk.ts'
import { wholeRange } from './walk-range.ts'

type RankedPlace = RankedPosition & { limit: number }

/** Rows that are read of the index of titles or views for one article of the page, at first. */
const scannedForOne = 10

/** Lists by title or views. */
export type RankedLists = {
  read(
    by: Ranking,
    isDescending: boolean,
    filter: Filter,
    plan: Plan,
    page: PageRead<RankedPosition>,
  ): Routine<RankedPosition[]>
  /** See `Lists`. */
  countPopular(
    filter: Filter,
    window: ViewWindow,
    from?: RankedPosition,
  ): Routine<{ articles: number; from?: RankedPosition | undefined }>
}

/**
 * @param maxScanned rows that are read of the index of titles or views, before all articles of a filter are sorted
 * @param fewest so many articles of a filter are sorted at once
 */
export function createRankedLists(
  connection: Connection,
  planOf: FilterReader,
  { maxScanned, fewest }: { maxScanned: number; fewest: number },
): RankedLists {
  const prepareScan = (ranked: Ranked, checks: readonly Check[]) => prepared(scanQuery(connection, ranked, checks))
  const prepareSort = (ranked: Ranked, plan: Plan) => prepared(sortQuery(connection, ranked, plan))
  const prepareScanEnd = (ranked: Ranked) => prepared(scanEndQuery(connection, ranked))
  const prepareScanCount = (ranked: Ranked, checks: readonly Check[]) =>
    prepared(scanCountQuery(connection, ranked, checks))
  const scanEnds = createStatementCache<ReturnType<typeof prepareScanEnd>>()
  const scanCounts = createStatementCache<ReturnType<typeof prepareScanCount>>()
  const scans = createStatementCache<ReturnType<typeof prepareScan>>()
  const sorts = createStatementCache<ReturnType<typeof prepareSort>>()

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
   * Reads a page. Where many articles match, the first rows of the index of that order are enough for a
   * page. Where few match, all of them are read and sorted.
   */
  function* read(
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
      for (const rows of [limit * scannedForOne, maxScanned]) {
        const found = rows > maxScanned ? [] : yield* scan({ by, ascending }, scanPlan, place, rows)
        if (found.length === limit) return found
      }
    }
    return yield* sorted({ by, ascending }, plan, place)
  }

  return {
    read,
    *countPopular(filter, window, from) {
      const ranked = { by: `popular:${window}`, ascending: false } as const
      const { checks, values, bound, published } = yield* planOf(filter, ranked.by)
      if (values.length === 0) return { articles: 0 }
      const place = from ?? highest
      const count = scanCounts(`${window} ${checks}`, () => prepareScanCount(ranked, checks))
      const end = scanEnds(window, () => prepareScanEnd(ranked))
      const all = { ...bound, ...published, ...place, scanned: maxScanned, limit: highest.at }
      const { articles } = (yield* count.get(all)) ?? { articles: 0 }
      return { articles, from: yield* end.get({ ...place, skipped: maxScanned - 1 }) }
    },
  }
}
