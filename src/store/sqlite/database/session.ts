import type { Database, RunResult, Statement } from 'better-sqlite3'
import type { Query } from 'drizzle-orm'
import type { PreparedQuery as Prepared } from 'drizzle-orm/better-sqlite3'
import type { PreparedQueryConfig, SelectedFieldsOrdered, SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import { BetterSQLiteSession, PreparedQuery } from '../../rows/database/drizzle.ts'
import { finished } from '../../rows/database/routine.ts'
import { memberOf, nameOf, rowOf } from '../../rows/database/row-shape.ts'

type NoSchema = Record<string, never>
type Values = Record<string, unknown>

/**
 * Prepares each statement when it first runs: a process uses few of them, and to build all takes longer than to open a
 * store. A statement binds values and builds rows without Drizzle's checks of each value and column at every run, although
 * all columns of the schema are stored as they are. With this a publish takes as long as with plain statements, without it
 * 1.1 times as long.
 */
export class DirectSession extends BetterSQLiteSession<NoSchema, NoSchema> {
  readonly #handle: Database

  constructor(handle: Database, dialect: SQLiteSyncDialect) {
    super(handle, dialect, undefined)
    this.#handle = handle
  }

  override prepareQuery<Config extends Omit<PreparedQueryConfig, 'run' | 'statement'>>(
    query: Query,
    fields: SelectedFieldsOrdered | undefined,
  ): Prepared<Config> {
    let ready: DirectStatement | undefined
    const statement = () => {
      ready ??= directStatement(this.#handle.prepare(query.sql), query.params.map(nameOf), fields?.map(memberOf))
      return ready
    }
    return Object.assign(Object.create(PreparedQuery.prototype), {
      getQuery: () => query,
      run: (values?: Values) => statement().run(values),
      all: (values?: Values) => statement().all(values),
      get: (values?: Values) => statement().get(values),
      statement: {
        run: (values?: Values) => finished(statement().run(values)),
        all: (values?: Values) => finished(statement().all(values)),
        get: (values?: Values) => finished(statement().get(values)),
      },
    })
  }
}

type DirectStatement = Record<'all' | 'get', (values: Values | undefined) => unknown> & {
  run(values: Values | undefined): RunResult
}

/** @param members names of the members of a row; undefined = those of the columns */
function directStatement(
  statement: Statement<unknown[], unknown[]>,
  names: readonly string[],
  members: readonly string[] | undefined,
): DirectStatement {
  const bind = (values: Values = {}) => names.map(name => values[name])
  const named = (row: unknown[]) => (members === undefined ? row : rowOf(members, row))
  if (members) statement.raw()
  return {
    run: values => statement.run(...bind(values)),
    all: values => statement.all(...bind(values)).map(named),
    get(values) {
      const row = statement.get(...bind(values))
      return row && named(row)
    },
  }
}
