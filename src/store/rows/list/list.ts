import type { Id } from '../../../domain/id.ts'
import { instantAt } from '../../../domain/instant.ts'
import { type DateSort, type Filter, type ListQuery, rankingOf } from '../../../domain/page/query.ts'
import type { ViewWindow } from '../../../domain/page/view.ts'
import type { PrintPage } from '../../../domain/store/print-store.ts'
import type { Connection } from '../database/connection.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import type { Routine } from '../database/routine.ts'
import { createDatedLists } from './dated-list.ts'
import { createFilterReader } from './filter.ts'
import { endsOf, type ListPosition, positionOf, type RankedPosition } from './position.ts'
import { createRankedLists } from './ranked-list.ts'

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

/** Rows that are read of the index of titles or views at most. */
const usualScan = 2000

/**
 * Finds the articles of a page.
 *
 * @param options see `createRankedLists`
 */
export function createLists(connection: Connection, { maxScanned = usualScan, fewest = 500 } = {}): Lists {
  const planOf = createFilterReader(connection)
  const dated = createDatedLists(connection)
  const ranked = createRankedLists(connection, planOf, { maxScanned, fewest })
  return {
    *page(query) {
      const { limit, backwards, sort, from } = query
      const by = rankingOf(sort)
      const plan = yield* planOf(query.filter)
      const more = { termIds: plan.termIds, unknown: plan.unknown }
      if (by) {
        const read = (page: PageRead<RankedPosition>) => ranked.read(by, sort.startsWith('-'), query.filter, plan, page)
        const { rows, ...found } = yield* readPage({ limit, from, backwards }, read, position => position)
        return { ids: rows.map(({ id }) => id), ...found, ends: endsOf(rows), ...more }
      }
      const { rows, ...found } = yield* readPage(
        { limit, from: from && positionOf(from), backwards },
        page => dated.read(sort as DateSort, plan, page),
        position => position,
      )
      const ends = endsOf(rows.map(({ at, id }) => ({ at: instantAt(at), id })))
      return { ids: rows.map(({ id }) => id), ...found, ends, ...more }
    },
    *count(filter, from) {
      return yield* dated.count(yield* planOf(filter), from)
    },
    countPopular: ranked.countPopular,
  }
}
