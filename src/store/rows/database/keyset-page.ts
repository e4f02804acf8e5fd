import type { Routine } from './routine.ts'

/** A query for one page of a collection. It starts after `from`; with `backwards` it ends before `from`. */
export type PageQuery<Key> = { limit: number; from?: Key | undefined; backwards?: boolean | undefined }

/** The same with all members. */
export type PageRead<Key> = { limit: number; from: Key | undefined; backwards: boolean }

/**
 * Reads a page by keyset pagination, in the order of the collection, and whether there are pages before and after it.
 *
 * @param read returns the first rows after a key, or with `backwards` the last rows before it, nearest first
 */
export function* readPage<Row, Key>(
  { limit, from, backwards = false }: PageQuery<Key>,
  read: (page: PageRead<Key>) => Routine<Row[]>,
  keyOf: (row: Row) => Key,
): Routine<{ rows: Row[]; hasNext: boolean; hasPrevious: boolean }> {
  const found = yield* read({ limit: limit + 1, from, backwards })
  const rows = found.slice(0, limit)
  const [first] = rows
  const hasMore = found.length > limit
  // Behind an empty page are all rows, so they are read without a position.
  const behind = { limit: 1, from: first === undefined ? undefined : keyOf(first), backwards: !backwards }
  const hasRowsBehind = from !== undefined && (yield* read(behind)).length > 0
  return backwards
    ? { rows: rows.reverse(), hasNext: hasRowsBehind, hasPrevious: hasMore }
    : { rows, hasNext: hasMore, hasPrevious: hasRowsBehind }
}
