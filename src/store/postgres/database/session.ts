import type { Query } from 'drizzle-orm'
import type { PreparedQuery as Prepared } from 'drizzle-orm/better-sqlite3'
import type { PreparedQueryConfig, SelectedFieldsOrdered, SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import { BetterSQLiteSession, PreparedQuery } from '../../rows/database/drizzle.ts'
import type { Routine } from '../../rows/database/routine.ts'
import { memberOf, nameOf, rowOf } from '../../rows/database/row-shape.ts'
import type { Answer } from './client.ts'

type NoSchema = Record<string, never>
type Values = Record<string, unknown>

/**
 * Prepares statements of the query builder of SQLite for PostgreSQL. They are routines: each yields its query, and the code
 * that runs the routine sends the query to the server and passes the answer back.
 */
export class PostgresSession extends BetterSQLiteSession<NoSchema, NoSchema> {
  readonly #built: (query: Query) => void

  /** @param built receives every statement */
  constructor(dialect: SQLiteSyncDialect, built: (query: Query) => void = () => undefined) {
    super(noHandle, dialect, undefined)
    this.#built = built
  }

  override prepareQuery<Config extends Omit<PreparedQueryConfig, 'run' | 'statement'>>(
    query: Query,
    fields: SelectedFieldsOrdered | undefined,
  ): Prepared<Config> {
    this.#built(query)
    const members = fields?.map(memberOf) ?? []
    let names: readonly string[] | undefined
    function* answer(values: Values = {}): Routine<Answer> {
      names ??= query.params.map(nameOf)
      const found = yield { text: query.sql, values: names.map(name => nullable(values[name])) }
      return found as Answer
    }
    return Object.assign(Object.create(PreparedQuery.prototype), {
      getQuery: () => query,
      statement: {
        *run(values?: Values): Routine<{ changes: number }> {
          const { changes } = yield* answer(values)
          return { changes }
        },
        *all(values?: Values): Routine<Values[]> {
          const { rows } = yield* answer(values)
          return rows.map(row => rowOf(members, row))
        },
        *get(values?: Values): Routine<Values | undefined> {
          const { rows } = yield* answer(values)
          return rows[0] && rowOf(members, rows[0])
        },
      },
    })
  }
}

/** The session of SQLite keeps a handle that this one never uses. */
const noHandle = null as never

function nullable(value: unknown): unknown {
  return value === undefined ? null : value
}
