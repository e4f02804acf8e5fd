import type { SQL as Sql } from 'drizzle-orm'
import type { SQLiteSyncDialect as Dialect } from 'drizzle-orm/sqlite-core'
import { SQL, SQLiteSyncDialect } from './drizzle.ts'

/**
 * Builds the text of a statement when it is first needed: see `DirectSession`. Constants become literals, because a partial
 * index needs to see them; values of requests are always placeholders.
 */
export class LazyDialect extends SQLiteSyncDialect {
  override sqlToQuery(statement: Sql, source?: 'indexes') {
    const query = once(() => super.sqlToQuery(statement.inlineParams(), source))
    return {
      get sql() {
        return query().sql
      },
      get params() {
        return query().params
      },
    }
  }

  override buildSelectQuery(...config: Parameters<Dialect['buildSelectQuery']>) {
    return deferred(() => super.buildSelectQuery(...config))
  }

  override buildInsertQuery(...config: Parameters<Dialect['buildInsertQuery']>) {
    return deferred(() => super.buildInsertQuery(...config))
  }

  override buildUpdateQuery(...config: Parameters<Dialect['buildUpdateQuery']>) {
    return deferred(() => super.buildUpdateQuery(...config))
  }
}

/** A part of a statement that is built when its text is needed. */
function deferred(build: () => Sql): Sql {
  const built = once(build)
  return Object.defineProperty(new SQL([]), 'queryChunks', { get: () => built().queryChunks })
}

function once<Value>(build: () => Value): () => Value {
  let value: { of: Value } | undefined
  return () => {
    value ??= { of: build() }
    return value.of
  }
}
