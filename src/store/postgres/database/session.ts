import type { Query } from 'drizzle-orm'
import type { PreparedQuery as Prepared } from 'drizzle-orm/better-sqlite3'
import type { PreparedQueryConfig, SelectedFieldsOrdered, SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import { BetterSQLiteSession, is, Param, Placeholder, PreparedQuery } from '../../rows/database/drizzle.ts'
import type { Routine } from '../../rows/database/routine.ts'
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

function rowOf(members: readonly string[], row: readonly unknown[]): Values {
  const result: Values = {}
  for (let index = 0; index < members.length; index += 1) result[members[index] ?? ''] = row[index]
  return result
}

function nameOf(value: unknown): string {
  const placeholder = is(value, Param) ? value.value : value
  if (!is(placeholder, Placeholder)) throw new TypeError('A statement contains a value that is not bound by name.')
  return placeholder.name
}

function memberOf({ path: [name, inner] }: SelectedFieldsOrdered[number]): string {
  if (name === undefined || inner !== undefined) throw new TypeError('Rows have no nested members.')
  return name
}
