import type { Column, GetColumnData, SQL } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from './connection.ts'
import { getTableColumns, integer, sql, sqliteTable, text } from './drizzle.ts'
import type { Routine } from './routine.ts'

/** A value that is bound by name when a statement runs. */
export function bound(name: string): SQL {
  return sql`${sql.placeholder(name)}`
}

/** A comparison with a bound value. */
export function equals(column: Column | SQL, name: string): SQL {
  return sql`${column} = ${sql.placeholder(name)}`
}

/** Whether a language tag matches a bound range: see `matchesLanguage`. */
export function isLanguageIn(column: Column, range: string): SQL {
  const value = bound(range)
  return sql`(${equals(column, range)} OR ${column} >= ${value} || '-' AND ${column} < ${value} || '.')`
}

/** A column with the name of its table, which Drizzle leaves out if it knows of one table only. */
export function named<Value>(column: Column): SQL<Value> {
  return sql<Value>`${column.table}.${sql.identifier(column.name)}`
}

/** The value of an insert that met an existing row. */
export function excluded(column: Column): SQL {
  return sql`excluded.${sql.identifier(column.name)}`
}

/** The last number of each table with AUTOINCREMENT. SQLite maintains it. */
export const sqliteSequence = sqliteTable('sqlite_sequence', { name: text().notNull(), seq: integer().notNull() })

/** Values by the names under which they are bound. */
export type Bound = Record<string, unknown>

type Query = Record<'get' | 'all' | 'run', (values?: Bound) => unknown>

/** A prepared statement. */
export type Statement<Of extends Query = Query> = {
  /** The first row. */
  get(values?: Bound): Routine<ReturnType<Of['get']>>
  all(values?: Bound): Routine<ReturnType<Of['all']>>
  /** Returns the number of changed rows. */
  run(values?: Bound): Routine<{ changes: number }>
}

/** Prepares a statement. */
export function prepared<Of extends Query>(query: { prepare(): Of }): Statement<Of> {
  return (query.prepare() as Of & { statement: Statement<Of> }).statement
}

/** What to do if an inserted row exists: by default an error. `replaceBy`: the columns of its key. */
type Conflict<Table extends SQLiteTable> = { ignore: true } | { replaceBy: readonly (keyof Columns<Table> & string)[] }

type Columns<Table extends SQLiteTable> = Table['_']['columns']
type Row<Table extends SQLiteTable> = { [Name in keyof Columns<Table>]: GetColumnData<Columns<Table>[Name]> }

/**
 * A prepared insert of whole rows.
 *
 * @param numbered column that the database numbers: the row does not contain it
 * @returns the number of added or replaced rows, and the number of the last one
 */
export function insertInto<Table extends SQLiteTable, Numbered extends keyof Columns<Table> & string = never>(
  { db }: Connection,
  table: Table,
  { numbered, conflict }: { numbered?: Numbered; conflict?: Conflict<Table> } = {},
): (row: Omit<Row<Table>, Numbered>) => Routine<{ changes: number; number: number }> {
  const columns: Record<string, Column> = getTableColumns(table)
  const names = Object.keys(columns).filter(name => name !== numbered)
  const values = Object.fromEntries(names.map(name => [name, sql.placeholder(name)]))
  const insert = db.insert(table).values(values as Table['$inferInsert'])
  const keys: readonly string[] = conflict && 'replaceBy' in conflict ? conflict.replaceBy : []
  if (conflict && 'ignore' in conflict) insert.onConflictDoNothing()
  else if (conflict) {
    const others = Object.entries(columns).filter(([name]) => !keys.includes(name))
    insert.onConflictDoUpdate({
      target: keys.flatMap(name => columns[name] ?? []) as never,
      set: Object.fromEntries(others.map(([name, column]) => [name, excluded(column)])) as never,
    })
  }
  const key = numbered && columns[numbered]
  if (key) {
    const statement = prepared(insert.returning({ number: sql<number>`${key}` }))
    return function* (row) {
      return { changes: 1, number: (yield* statement.get(row))?.number ?? 0 }
    }
  }
  const statement = prepared(insert)
  return function* (row) {
    return { ...(yield* statement.run(row)), number: 0 }
  }
}

/** Whether a table has a row with a value. */
export function isInTable({ db }: Connection, column: SQLiteColumn): (value: string) => Routine<boolean> {
  const found = db.select({ found: sql<1>`1` }).from(column.table).where(equals(column, 'value')).limit(1)
  const one = prepared(found)
  return function* (value) {
    return (yield* one.get({ value })) !== undefined
  }
}

/** Maximum number of statements that a cache holds. */
const cachedStatements = 500

/** Statements by their shape, each prepared when it is first used: for lists whose conditions depend on the request. */
export function createStatementCache<Statement>(): (shape: string, build: () => Statement) => Statement {
  const statements = new Map<string, Statement>()
  return (shape, build) => {
    const known = statements.get(shape)
    if (known) return known
    if (statements.size >= cachedStatements) statements.clear()
    const statement = build()
    statements.set(shape, statement)
    return statement
  }
}
