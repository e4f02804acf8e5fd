import { setImmediate } from 'node:timers/promises'
import type { WorkingFilter, WorkingStore } from '../../../domain/store/working-store.ts'
import type { Connection } from '../database/connection.ts'
import { createWorkingFilter, few, type WorkingSelection } from './working-filter.ts'
import { keyOf, orderOf, positionOf, type SortKey, type WorkingOrder } from './working-order.ts'
import { type ListedRow, listedColumns, listedJoins, listedOf } from './working-row.ts'
import { createTextSearch, type HasText } from './working-text.ts'
import { createWritePositions } from './write-position.ts'

/**
 * Articles that one statement looks at: the first ones few, because most lists are filled by them. Articles whose text is
 * searched between two turns of the event loop.
 */
const firstWindow = 100
const largestWindow = 1500
const textsAtOnce = 20

/** Most statements, and most articles whose text is searched, of one search. */
type Budget = { windows: number; texts: number }
const budget: Budget = { windows: 500, texts: 10_000 }
/** The same for whether there is a page on the other side: where it is not found at once, there may be. */
const shortBudget: Budget = { windows: 5, texts: 500 }

type WorkingSearch = WorkingSelection & { hasText: HasText | undefined }
/** Rows that were found, and where the search stopped before the end. */
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

  /** The end of what one statement looks at; undefined where that is the end of the list. */
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

  /** What matches between two places. */
  function matching({ candidates, checks }: WorkingSearch, order: WorkingOrder): string {
    const { key, walk, join, isUp } = order
    const between = (id: string) =>
      `(${key}, ${id}) ${isUp ? '>' : '<'} (@key, @id) AND (${key}, ${id}) ${isUp ? '<=' : '>='} (@endKey, @endId)`
    const among = candidates ?? `SELECT ${walk.id} AS id FROM ${walk.from} WHERE ${between(walk.id)}`
    // A CROSS JOIN is done in this order: the planner would walk along the whole index of the order.
    return `FROM (SELECT DISTINCT id FROM (${among})) w CROSS JOIN article a ON a.id = w.id ${join} ${listedJoins}
      WHERE ${[between('a.id'), ...checks, ...order.checks].join(' AND ')}`
  }

  /** The first rows from a place on, searched in steps between which the event loop takes a turn. */
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
