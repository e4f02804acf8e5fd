import type { Routine } from './routine.ts'

/** A query for one page of a collection. It starts after `from`; with `backwards` it ends before `from`. */
export type PageQuery<Key> = { limit: number; from?: Key | undefined; backwards?: boolean | undefined }

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
  const isMore = found.length > limit
  // All rows are on the other side of an empty page.
  const other = { limit: 1, from: first === undefined ? undefined : keyOf(first), backwards: !backwards }
  const hasOther = from !== undefined && (yield* read(other)).length > 0
  return backwards
    ? { rows: rows.reverse(), hasNext: hasOther, hasPrevious: isMore }
    : { rows, hasNext: isMore, hasPrevious: hasOther }
}
