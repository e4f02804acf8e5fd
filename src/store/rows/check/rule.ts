import type { SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { StorePart } from '../../../domain/store/check.ts'
import type { Connection } from '../database/connection.ts'
import { eq, exists, sql } from '../database/drizzle.ts'
import { type Bound, sqliteSequence } from '../database/statement.ts'

export type Database = Connection['db']

type Prepared = Record<'get' | 'run', (values?: Bound) => unknown>

/** Statements that repair all problems of a kind. */
export type RepairStatements = (db: Database) => { prepare(): Prepared & { all(values?: Bound): unknown } }[]

/** A query that returns one row per problem. `subject` names what is wrong; with `ofArticle` it is an article id. */
export type Rule = {
  part: StorePart
  find(db: Database): { prepare(): Prepared & { all(values?: Bound): { subject: string | number | null }[] } }
  detail(subject: string): string
  /** Whether the subject is the id of an article. */
  ofArticle?: true
  /** Statements, or what to print again. */
  repair?: RepairStatements | 'publish' | 'reprint'
}

/** The number of the last change, also when the log was pruned. */
export function lastChange(db: Database): SQL {
  const last = db.select({ seq: sqliteSequence.seq }).from(sqliteSequence).where(eq(sqliteSequence.name, 'change'))
  return sql`coalesce(${last}, 0)`
}

/** Whether a table has a row. */
export function has(db: Database, { table }: SQLiteColumn, condition: SQL | undefined): SQL {
  return exists(db.select({ one: sql`1` }).from(table).where(condition))
}
