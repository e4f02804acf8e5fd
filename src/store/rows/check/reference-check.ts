import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { copiedTables } from '../copy/table.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, getTableConfig, isNotNull, notExists, sql } from '../database/drizzle.ts'
import { prepared } from '../database/statement.ts'
import type { Check, Problem } from './problem.ts'

/** Checks that rows refer to rows that exist. Engines ensure this when rows are written, but not afterwards. */
export function referenceCheck(reader: Connection): Check {
  const { db } = reader
  const keys = copiedTables.flatMap(table =>
    getTableConfig(table).foreignKeys.map(key => ({ table, ...key.reference() })),
  )
  const queries = keys.map(({ table, columns, foreignColumns, foreignTable }) => {
    // The same table may be on both sides.
    const parent = sql.identifier('parent')
    const isSame = columns.map((column, place) =>
      eq(sql`${parent}.${sql.identifier(foreignColumns[place]?.name ?? '')}`, column),
    )
    const found = db
      .select({ one: sql`1` })
      .from(sql`${foreignTable} AS ${parent}`)
      .where(and(...isSame))
    const query = db
      .select({ rows: sql<number>`count(*)` })
      .from(table)
      .where(and(...columns.map(column => isNotNull(column)), notExists(found)))
    return { table, foreignTable, statement: prepared(query) }
  })
  return {
    part: 'references',
    async find() {
      const problems: Problem[] = []
      for (const { table, foreignTable, statement } of queries) {
        const { rows } = (await reader.read(() => statement.get())) ?? { rows: 0 }
        if (rows > 0) problems.push({ detail: detailOf(rows, table, foreignTable) })
      }
      return problems
    },
  }
}

function detailOf(rows: number, table: SQLiteTable, parent: SQLiteTable): string {
  const nameOf = (one: SQLiteTable) => getTableConfig(one).name
  return `${rows} rows of the table ${nameOf(table)} refer to missing rows of ${nameOf(parent)}`
}
