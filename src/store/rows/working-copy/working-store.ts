import { setImmediate } from 'node:timers/promises'
import type { Id } from '../../../domain/id.ts'
import type { WorkingFilter, WorkingStore } from '../../../domain/store/article/working-store.ts'
import { article, schedule } from '../../schema/article.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, sql } from '../database/drizzle.ts'
import { reads } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { createStatementCache, prepared } from '../database/statement.ts'
import { createWorkingFilter, few, type WorkingSelection } from './working-filter.ts'
import {
  isAfter,
  isBetween,
  keyOf,
  orderOf,
  positionOf,
  type SortKey,
  sortColumns,
  type WorkingOrder,
} from './working-order.ts'
import { type ListedRow, listedOf, prepareListed } from './working-row.ts'
import { createTextSearch, type SearchedText, searchedText } from './working-text.ts'
import { createWritePositions } from './write-position.ts'

/**
 * Articles per statement: the first statement reads few, because that fills most pages. `textsAtOnce`: articles whose text is
 * searched in one turn of the event loop.
 */
const firstWindow = 100
const largestWindow = 1500
const textsAtOnce = 20

/** Limits of one search: statements, and articles whose text is searched. */
type Budget = { windows: number; texts: number }
const budget: Budget = { windows: 500, texts: 10_000 }
/** Limits of the check for a page on the other side. If they are reached, there may be one. */
const shortBudget: Budget = { windows: 5, texts: 500 }

type WorkingSearch = WorkingSelection & { text: SearchedText | undefined }
/** The rows, and the position where the search stopped before the end. */
type SearchResult = { rows: ListedRow[]; stoppedAt: SortKey | undefined }

/** Lists of working copies. */
export function createWorkingStore(reader: Connection): WorkingStore {
  const select = createWorkingFilter(reader)
  const hasText = createTextSearch(reader)
  const writes = createWritePositions(reader)
  const windows = createStatementCache<ReturnType<typeof prepareWindow>>()
  const lists = createStatementCache<ReturnType<typeof prepareFind>>()
  const counts = createStatementCache<ReturnType<typeof prepareCount>>()

  function* searchOf(filter: WorkingFilter): Routine<WorkingSearch> {
    if (filter.changedAfter) yield* writes.requireKnown(filter.changedAfter)
    return { ...(yield* select(filter)), text: filter.q === undefined ? undefined : searchedText(filter.q) }
  }

  /** The last position that one statement reads; undefined at the end of the list. */
  function* windowEnd(
    { candidates }: WorkingSearch,
    order: WorkingOrder,
    from: SortKey,
    size: number,
  ): Routine<SortKey | undefined> {
    if (candidates !== undefined) return undefined
    return yield* windows(order.name, () => prepareWindow(order)).get({ ...from, skipped: size - 1 })
  }

  function prepareWindow(order: WorkingOrder) {
    return prepared(
      reader.db
        .select({ key: order.key, id: sql<Id>`${order.id}` })
        .from(order.id.table)
        .where(isAfter(order, order.id))
        .orderBy(...sortColumns(order, order.id))
        .limit(1)
        .offset(sql.placeholder('skipped')),
    )
  }

  /** Ids that include those of the matches between two positions, and the conditions for the matches. */
  function matching({ candidates, checks }: WorkingSearch, order: WorkingOrder) {
    const { id, where } = candidates ?? { id: order.id, where: isBetween(order, order.id) }
    const found = reader.db.selectDistinct({ id }).from(id.table).where(where).as('found')
    const isMatch = and(eq(article.id, found.id), isBetween(order, article.id), ...checks, ...order.conditions)
    return { found, isMatch }
  }

  function prepareFind(search: WorkingSearch, order: WorkingOrder) {
    const { found, isMatch } = matching(search, order)
    return prepareListed(reader, found, order, isMatch)
  }

  function prepareCount(search: WorkingSearch, order: WorkingOrder) {
    const { found, isMatch } = matching(search, order)
    return prepared(
      reader.db
        .select({ articles: sql<number>`count(*)` })
        .from(found)
        .crossJoin(article)
        .leftJoin(schedule, order.join ?? sql`1 = 0`)
        .where(isMatch),
    )
  }

  /** The first rows from a position on. Searches in steps, with a turn of the event loop in between. */
  async function find(
    search: WorkingSearch,
    order: WorkingOrder,
    { start, wanted, most }: { start: SortKey; wanted: number; most: Budget },
  ): Promise<SearchResult> {
    const { text } = search
    const statement = lists(`${search.name} ${order.name}`, () => prepareFind(search, order))
    const rows: ListedRow[] = []
    let from = start
    let texts = 0
    let size = firstWindow
    for (let windows = 1; ; windows += 1) {
      const end = await reader.read(() => windowEnd(search, order, from, size))
      size = Math.min(size * 4, largestWindow)
      const { key: endKey, id: endId } = end ?? (order.isAscending ? order.highest : order.lowest)
      const limit = text ? few : wanted - rows.length
      const found = await reader.read(() => statement.all({ ...search.values, ...from, endKey, endId, limit }))
      for (const row of found) {
        if (text) {
          texts += 1
          if (texts % textsAtOnce === 0) await setImmediate()
        }
        if (text && !(await reader.read(() => hasText(row, text)))) {
          if (texts >= most.texts) return { rows, stoppedAt: { key: row.sort_key, id: row.id } }
          continue
        }
        rows.push(row)
        if (rows.length === wanted) return { rows, stoppedAt: undefined }
      }
      if (!end) return { rows, stoppedAt: undefined }
      if (windows === most.windows) return { rows, stoppedAt: end }
      from = end
      await setImmediate()
    }
  }

  async function count(search: WorkingSearch, order: WorkingOrder): Promise<number | undefined> {
    const statement = counts(`${search.name} ${order.name}`, () => prepareCount(search, order))
    let sum = 0
    let from = order.isAscending ? order.lowest : order.highest
    for (;;) {
      const end = await reader.read(() => windowEnd(search, order, from, largestWindow))
      const { key: endKey, id: endId } = end ?? (order.isAscending ? order.highest : order.lowest)
      const counted = await reader.read(() => statement.get({ ...search.values, ...from, endKey, endId }))
      sum += counted?.articles ?? 0
      if (!end) return sum
      from = end
      await setImmediate()
    }
  }

  return {
    ...reads<Pick<WorkingStore, 'lastWrite'>>(reader, {
      lastWrite: () => writes.last(),
    }),
    async workingCopies({ limit, from, backwards = false, sort = '-modifiedAt', ...filter }) {
      const search = await reader.read(() => searchOf(filter))
      const order = orderOf(reader, sort, backwards, filter.scheduled)
      const start = from ? keyOf(from) : order.isAscending ? order.lowest : order.highest
      const { rows: found, stoppedAt } = await find(search, order, { start, wanted: limit + 1, most: budget })
      const rows = found.slice(0, limit)
      const [edge] = rows
      const back = edge ? { key: edge.sort_key, id: edge.id } : start
      const last = rows.at(-1)
      const isMore = found.length > limit && last !== undefined
      const onwards = isMore ? { key: last.sort_key, id: last.id } : stoppedAt
      const others = from && (await hasMatchAfter(search, orderOf(reader, sort, !backwards, filter.scheduled), back))
      const places = { onwards: onwards && positionOf(onwards), back: others ? positionOf(back) : undefined }
      const articles = (backwards ? rows.reverse() : rows).map(listedOf)
      return backwards
        ? { articles, next: places.back, previous: places.onwards }
        : { articles, next: places.onwards, previous: places.back }
    },
    async countWorkingCopies(filter) {
      const search = await reader.read(() => searchOf(filter))
      const order = orderOf(reader, '-modifiedAt', false, filter.scheduled)
      if (!search.text) return count(search, order)
      const found = await find(search, order, { start: order.highest, wanted: Number.MAX_SAFE_INTEGER, most: budget })
      return found.stoppedAt ? undefined : found.rows.length
    },
  }

  async function hasMatchAfter(search: WorkingSearch, order: WorkingOrder, start: SortKey): Promise<boolean> {
    const { rows, stoppedAt } = await find(search, order, { start, wanted: 1, most: shortBudget })
    return rows.length > 0 || stoppedAt !== undefined
  }
}
