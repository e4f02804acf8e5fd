import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from '../database/connection.ts'
import { getTableColumns, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { excluded, prepared, type Statement } from '../database/statement.ts'
import { keyOf } from './table.ts'

/** A row of any table, by the members of the table. */
export type TableRow = Record<string, unknown>

/** Limits of a page of rows: its rows, and the bytes of its texts and blobs, unless one row alone has more. */
const pageRows = 1000
const pageBytes = 4_000_000

/** Values that an insert statement binds at most, and rows that it adds at most. */
const insertValues = 1000
const insertRows = 100

export type TableReader = {
  count(): Routine<number>
  /** The rows after a key, in the order of the primary key. Empty at the end. */
  page(after: TableRow | null): Routine<TableRow[]>
  /** The key of a row. */
  keyOf(row: TableRow): TableRow
}

/** Reads all rows of a table in pages of limited size. */
export function createTableReader({ db }: Connection, table: SQLiteTable): TableReader {
  const columns: Record<string, SQLiteColumn> = getTableColumns(table)
  const key = keyOf(table)
  const keys = Object.entries(columns).filter(([, column]) => key.includes(column))
  const long = Object.values(columns).filter(column => column.columnType !== 'SQLiteInteger')
  const bytes = long.map(column => sql`coalesce(octet_length(${column}), 0)`)
  const own = sql`(${sql.join([...key], sql`, `)})`
  const boundKey = (prefix: string) =>
    sql`(${sql.join(
      key.map(column => sql.placeholder(`${prefix}${column.name}`)),
      sql`, `,
    )})`
  // The sizes come first: a page of rows with unknown sizes could exceed the memory.
  const sizes = () =>
    db
      .select({
        ...Object.fromEntries(keys),
        bytes: sql<number>`${sql.join([sql`0`, ...bytes], sql` + `)}`.as('bytes'),
      })
      .from(table)
  const first = prepared(
    sizes()
      .orderBy(...key)
      .limit(pageRows),
  )
  const following = prepared(
    sizes()
      .where(sql`${own} > ${boundKey('after_')}`)
      .orderBy(...key)
      .limit(pageRows),
  )
  const between = prepared(
    db
      .select()
      .from(table)
      .where(sql`${own} >= ${boundKey('from_')} AND ${own} <= ${boundKey('to_')}`)
      .orderBy(...key),
  )
  const total = prepared(db.select({ count: sql<number>`count(*)` }).from(table))
  const valuesOf = (prefix: string, row: TableRow) =>
    Object.fromEntries(keys.map(([member, { name }]) => [`${prefix}${name}`, row[member]]))

  return {
    *count() {
      return (yield* total.get())?.count ?? 0
    },
    *page(after) {
      const found: TableRow[] = after ? yield* following.all(valuesOf('after_', after)) : yield* first.all()
      let sum = 0
      const end = found.findIndex((row, place) => {
        sum += Number(row['bytes'])
        return place > 0 && sum > pageBytes
      })
      const [from] = found
      const to = end < 0 ? found.at(-1) : found[end - 1]
      return from && to ? yield* between.all({ ...valuesOf('from_', from), ...valuesOf('to_', to) }) : []
    },
    keyOf: row => Object.fromEntries(keys.map(([member]) => [member, row[member]])),
  }
}

export type TableWriter = {
  /** Adds rows, or replaces those with the same key. */
  put(rows: readonly TableRow[]): Routine<void>
  /** Removes all rows. */
  clear(): Routine<void>
  isEmpty(): Routine<boolean>
}

export function createTableWriter(connection: Connection, table: SQLiteTable): TableWriter {
  const { db } = connection
  const names = Object.keys(getTableColumns(table))
  const most = Math.max(1, Math.min(insertRows, Math.floor(insertValues / names.length)))
  const many = insertOf(connection, table, most)
  const one = insertOf(connection, table, 1)
  const remove = prepared(db.delete(table))
  const any = prepared(db.select({ one: sql`1` }).from(table).limit(1))
  const valuesOf = (rows: readonly TableRow[]) =>
    Object.fromEntries(rows.flatMap((row, place) => names.map(name => [`${name}_${place}`, row[name]])))

  return {
    *put(rows) {
      let place = 0
      for (; place + most <= rows.length; place += most) yield* many.run(valuesOf(rows.slice(place, place + most)))
      for (; place < rows.length; place += 1) yield* one.run(valuesOf(rows.slice(place, place + 1)))
    },
    *clear() {
      yield* remove.run()
    },
    *isEmpty() {
      return (yield* any.get()) === undefined
    },
  }
}

function insertOf({ db }: Connection, table: SQLiteTable, count: number): Statement {
  const columns: Record<string, SQLiteColumn> = getTableColumns(table)
  const names = Object.keys(columns)
  const rows = Array.from({ length: count }, (_, place) =>
    Object.fromEntries(names.map(name => [name, sql.placeholder(`${name}_${place}`)])),
  )
  const insert = db.insert(table).values(rows as never)
  const key = keyOf(table)
  const others = Object.entries(columns).filter(([, column]) => !key.includes(column))
  if (others.length === 0) return prepared(insert.onConflictDoNothing())
  const set = Object.fromEntries(others.map(([name, column]) => [name, excluded(column)]))
  return prepared(insert.onConflictDoUpdate({ target: key as never, set: set as never }))
}
