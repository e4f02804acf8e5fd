import { LazyDialect } from '../../rows/database/lazy-dialect.ts'

/**
 * Keeps the plan of a prepared statement. SQLite plans a statement again for values that are bound to `= ?` or `LIMIT ?`,
 * because some values could lead to another plan. That takes several times as long as the lookup of a row. With a unary `+`
 * it ignores the value.
 */
export class DirectDialect extends LazyDialect {
  override escapeParam(): string {
    return '+?'
  }
}
