import { setImmediate } from 'node:timers/promises'
import type { WorkingFilter, WorkingStore } from '../../../domain/store/working-store.ts'
import type { Connection } from '../database/connection.ts'
import { createWorkingFilter, few, type WorkingSelection } from './working-filter.ts'
import { keyOf, orderOf, positionOf, type SortKey, type WorkingOrder } from './working-order.ts'
import { type ListedRow, listedColumns, listedJoins, listedOf } from './working-row.ts'
import { createTextSearch, type HasText } from './working-text.ts'
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

type WorkingSearch = WorkingSelection & { hasText: HasText | undefined }
/** The rows, and the position where the search stopped before the end. */
type SearchResult = { rows: ListedRow[]; stoppedAt: SortKey | undefined }

/** Lists of working copies. */
export function createWorkingStore(reader: Connection): WorkingStore {
  const select = createWorkingFilter(reader)
  const searchText = createTextSearch(reader)
  const writes = createWritePositions(reader)

  function searchOf(filter: WorkingFilter): WorkingSearch {
    if (filter.changedAfter) writes.requireKnown(filter.changedAfter)
    return { ...select(filter), hasText: filter.q === undefined ? undefined : searchText(filter.q) }
  }

  /** The last position that one statement reads; undefined at the end of the list. */
  function windowEnd(
    { candidates }: WorkingSearch,
    { key, walk, isUp }: WorkingOrder,
    from: SortKey,
    size: number,
  ): SortKey | undefined {
    if (candidates !== undefined) return undefined
    const direction = isUp ? 'ASC' : 'DESC'
    const sql = `SELECT ${key} AS key, ${walk.id} AS id FROM ${walk.from}
      WHERE (${key}, ${walk.id}) ${isUp ? '>' : '<'} (@key, @id)
      ORDER BY ${key} ${direction}, ${walk.id} ${direction} LIMIT 1 OFFSET ${size - 1}`
    return reader.prepare<[object], SortKey>(sql).get(from)
  }

  /** Articles that match between two positions. */
  function matching({ candidates, checks }: WorkingSearch, order: WorkingOrder): string {
    const { key, walk, join, isUp } = order
    const between = (id: string) =>
      `(${key}, ${id}) ${isUp ? '>' : '<'} (@key, @id) AND (${key}, ${id}) ${isUp ? '<=' : '>='} (@endKey, @endId)`
    const among = candidates ?? `SELECT ${walk.id} AS id FROM ${walk.from} WHERE ${between(walk.id)}`
    // CROSS JOIN fixes the join order: otherwise the planner walks the whole index of the sort order.
    return `FROM (SELECT DISTINCT id FROM (${among})) w CROSS JOIN article a ON a.id = w.id ${join} ${listedJoins}
      WHERE ${[between('a.id'), ...checks, ...order.checks].join(' AND ')}`
  }

  /** The first rows from a position on. Searches in steps, with a turn of the event loop in between. */
  async function find(
    search: WorkingSearch,
    order: WorkingOrder,
    { start, wanted, most }: { start: SortKey; wanted: number; most: Budget },
  ): Promise<SearchResult> {
    const direction = order.isUp ? 'ASC' : 'DESC'
    const sql = `SELECT ${listedColumns}, ${order.key} AS sort_key ${matching(search, order)}
      ORDER BY ${order.key} ${direction}, a.id ${direction} LIMIT @limit`
    const statement = reader.prepare<[object], ListedRow>(sql)
    const rows: ListedRow[] = []
    let from = start
    let texts = 0
    let size = firstWindow
    for (let windows = 1; ; windows += 1) {
      const end = windowEnd(search, order, from, size)
      size = Math.min(size * 4, largestWindow)
      const { key: endKey, id: endId } = end ?? (order.isUp ? order.highest : order.lowest)
      const limit = search.hasText ? few : wanted - rows.length
      for (const row of statement.all({ ...search.values, ...from, endKey, endId, limit })) {
        if (search.hasText) {
          texts += 1
          if (texts % textsAtOnce === 0) await setImmediate()
        }
        if (search.hasText?.(row) === false) {
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
    const statement = reader.prepare<[object], number>(`SELECT count(*) ${matching(search, order)}`).pluck()
    let sum = 0
    let from = order.isUp ? order.lowest : order.highest
    for (;;) {
      const end = windowEnd(search, order, from, largestWindow)
      const { key: endKey, id: endId } = end ?? (order.isUp ? order.highest : order.lowest)
      sum += statement.get({ ...search.values, ...from, endKey, endId }) ?? 0
      if (!end) return sum
      from = end
      await setImmediate()
    }
  }

  return {
    async workingCopies({ limit, from, backwards = false, sort = '-modifiedAt', ...filter }) {
      const search = searchOf(filter)
      const order = orderOf(sort, backwards, filter.scheduled)
      const start = from ? keyOf(from) : order.isUp ? order.lowest : order.highest
      const { rows: found, stoppedAt } = await find(search, order, { start, wanted: limit + 1, most: budget })
      const rows = found.slice(0, limit)
      const [edge] = rows
      const back = edge ? { key: edge.sort_key, id: edge.id } : start
      const last = rows.at(-1)
      const isMore = found.length > limit && last !== undefined
      const onwards = isMore ? { key: last.sort_key, id: last.id } : stoppedAt
      const others = from && (await hasMatchAfter(search, orderOf(sort, !backwards, filter.scheduled), back))
      const places = { onwards: onwards && positionOf(onwards), back: others ? positionOf(back) : undefined }
      const articles = (backwards ? rows.reverse() : rows).map(listedOf)
      return backwards
        ? { articles, next: places.back, previous: places.onwards }
        : { articles, next: places.onwards, previous: places.back }
    },
    async countWorkingCopies(filter) {
      const search = searchOf(filter)
      const order = orderOf('-modifiedAt', false, filter.scheduled)
      if (!search.hasText) return count(search, order)
      const found = await find(search, order, { start: order.highest, wanted: Number.MAX_SAFE_INTEGER, most: budget })
      return found.stoppedAt ? undefined : found.rows.length
    },
    async lastWrite() {
      return writes.last()
    },
  }

  async function hasMatchAfter(search: WorkingSearch, order: WorkingOrder, start: SortKey): Promise<boolean> {
    const { rows, stoppedAt } = await find(search, order, { start, wanted: 1, most: shortBudget })
    return rows.length > 0 || stoppedAt !== undefined
  }
}
