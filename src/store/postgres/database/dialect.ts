import type { Column, SQL as Expression } from 'drizzle-orm'
import { getTableColumns, is, SQL, sql } from '../../rows/database/drizzle.ts'
import { LazyDialect } from '../../rows/database/lazy-dialect.ts'

type InsertConfig = Parameters<LazyDialect['buildInsertQuery']>[0]

/** Writes statements over the tables of SQLite for PostgreSQL. Both quote names in the same way. */
export class PostgresDialect extends LazyDialect {
  override escapeParam(place: number): string {
    return `$${place + 1}`
  }

  override buildInsertQuery(config: InsertConfig) {
    const values = config.select ? config.values : withDefaults(config)
    const onConflict = config.onConflict?.map(withPlainTarget)
    return super.buildInsertQuery({ ...config, values, ...(onConflict && { onConflict }) })
  }
}

/** SQLite numbers a row whose number is null. PostgreSQL does it for `default`. */
function withDefaults({ table, values }: InsertConfig): InsertConfig['values'] {
  if (!Array.isArray(values)) return values
  const missing = Object.keys(getTableColumns(table)).map(name => [name, sql`default`])
  return values.map(row => ({ ...Object.fromEntries(missing), ...row }))
}

/** The columns of `ON CONFLICT (…)` without the name of their table, which PostgreSQL does not accept there. */
function withPlainTarget(conflict: Expression): Expression {
  const [, target] = conflict.queryChunks
  const columns = is(target, SQL) ? target.queryChunks.find(chunk => Array.isArray(chunk)) : undefined
  if (!Array.isArray(columns)) return conflict
  const names = (columns as unknown as Column[]).map(({ name }) => sql.identifier(name))
  return new SQL(conflict.queryChunks.with(1, sql`(${sql.join(names, sql`, `)})`))
}
