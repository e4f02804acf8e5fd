import type { Column, SQL as Expression } from 'drizzle-orm'
import { getTableColumns, is, SQL, sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  customType,
  foreignKey,
  index,
  type PgTable,
  type PgTableExtraConfigValue,
  pgTable,
  primaryKey,
  unique,
} from 'drizzle-orm/pg-core'
import type { AnySQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { getTableConfig } from 'drizzle-orm/sqlite-core'

/** Text that compares by bytes, as in SQLite, whatever the collation of the database is. */
export const bytewiseText = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' })

export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** How an index differs in PostgreSQL, by its name. `hash`: compares equal values of any length; others end at 2.7 kB. */
type Differences = Record<string, { on?: Record<number, Expression>; where?: Expression; hash?: true }>

/** What the database numbers: a column that is an identity, or one with an expression. */
type Numbered = { identity: string } | { column: string; next: Expression }

type Mirror = (table: SQLiteTable, numbered?: Numbered) => PgTable

/**
 * Makes PostgreSQL tables from the SQLite tables: same names, columns, keys and indexes. So nothing is declared twice, and
 * a row has the same type on both. Integers become `bigint`, text `text COLLATE "C"`, blobs `bytea`.
 *
 * @param differences what an index has to write in another way
 */
export function createMirror(differences: Differences): Mirror {
  const made = new Map<string, PgTable>()

  function columnOf(table: string, name: string): AnyPgColumn {
    const columns: Record<string, AnyPgColumn> = getTableColumns(made.get(table) ?? missing(table))
    return columns[name] ?? missing(name)
  }

  function constraints(table: SQLiteTable, self: Record<string, AnyPgColumn>): PgTableExtraConfigValue[] {
    const { indexes, foreignKeys, primaryKeys, uniqueConstraints, name } = getTableConfig(table)
    const ownColumn = (column: Column) => self[column.name] ?? missing(column.name)
    const own = (columns: readonly Column[]) => columns.map(ownColumn) as AnyColumns
    return [
      ...primaryKeys.map(key => primaryKey({ name: `${name}_pkey`, columns: own(key.columns) })),
      ...uniqueConstraints.map(one => unique(one.getName()).on(...own(one.columns))),
      ...foreignKeys.map(key => {
        const { columns, foreignColumns, foreignTable } = key.reference()
        const target = getTableConfig(foreignTable).name
        const others = foreignColumns.map(column => columnOf(target, column.name)) as AnyColumns
        const own = columns.map(column => columnOf(name, column.name)) as AnyColumns
        const constraint = foreignKey({ name: key.getName(), columns: own, foreignColumns: others })
        return key.onDelete ? constraint.onDelete(key.onDelete) : constraint
      }),
      ...indexes.map(({ config: { name: indexName, columns, where } }) => {
        const other = differences[indexName]
        const parts = columns.map(
          (column, place) => other?.on?.[place] ?? (is(column, SQL) ? column : ownColumn(column)),
        )
        const mirrored = index(indexName).using(other?.hash ? 'hash' : 'btree', ...(parts as AnyColumns))
        const condition = other?.where ?? where
        return condition ? mirrored.where(condition) : mirrored
      }),
    ]
  }

  return (table, numbered) => {
    const { name, columns } = getTableConfig(table)
    const members = Object.fromEntries(columns.map(column => [column.name, typeOf(column, numbered)]))
    const mirrored = pgTable(name, members, self => constraints(table, self))
    made.set(name, mirrored)
    return mirrored
  }
}

type AnyColumns = [AnyPgColumn, ...AnyPgColumn[]]

function typeOf(column: AnySQLiteColumn, numbered: Numbered | undefined) {
  if (numbered && 'identity' in numbered && numbered.identity === column.name) {
    return bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity()
  }
  const type = plainTypeOf(column)
  if (numbered && 'next' in numbered && numbered.column === column.name) type.default(numbered.next)
  if (column.notNull) type.notNull()
  if (column.primary) type.primaryKey()
  if (column.isUnique) type.unique(column.uniqueName)
  if (column.default !== undefined)
    type.default(is(column.default, SQL) ? column.default : sql.raw(literal(column.default)))
  return type
}

function plainTypeOf(column: AnySQLiteColumn) {
  if (column.columnType === 'SQLiteInteger') return bigint({ mode: 'number' })
  if (column.columnType === 'SQLiteText') return bytewiseText()
  if (column.columnType === 'SQLiteBlobBuffer') return bytes()
  throw new TypeError(`${column.name}: PostgreSQL has no type for ${column.columnType}`)
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}

function missing(name: string): never {
  throw new TypeError(`${name} is not mirrored yet: a table comes after those that it refers to`)
}
