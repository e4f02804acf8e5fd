import type { Query } from 'drizzle-orm'
import type { Connection } from '../../rows/database/connection.ts'
import { BetterSQLite3Database } from '../../rows/database/drizzle.ts'
import type { Routine } from '../../rows/database/routine.ts'
import type { Pool } from './client.ts'
import { PostgresDialect } from './dialect.ts'
import { failure, hasAborted, isConnectionLoss, isDamagedData, isTimeout } from './failure.ts'
import { createStatementNames, decideIn, runOn, type StatementNames } from './run.ts'
import { withSavepoints } from './savepoint.ts'
import { PostgresSession } from './session.ts'
import { postgresSyntax } from './syntax.ts'

export type Database = {
  connection: Connection
  nameOf: StatementNames
}

/**
 * The database for the rows. Statements have no connection of their own: each routine runs on the one that its reader or
 * writer gives it.
 *
 * @param built receives every statement that is prepared
 */
export function createDatabase(pool: Pool, built?: (query: Query) => void): Database {
  const dialect = new PostgresDialect()
  const nameOf = createStatementNames()

  /**
   * Runs a routine on a free connection; once more if the connection was broken. A routine that goes on after an error, as it
   * does after a damaged row, runs once more in a snapshot with savepoints, which cost a round trip for each statement.
   */
  async function onClient<Result>(work: () => Routine<Result>, isSnapshot: boolean): Promise<Result> {
    let isSaving = false
    for (let isLast = false; ; ) {
      const client = await pool.acquire()
      try {
        if (isSnapshot) await client.query({ text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' })
        const result = await runOn(isSaving ? withSavepoints(client) : client, work(), nameOf)
        if (isSnapshot) await client.query({ text: 'COMMIT' })
        return result
      } catch (error) {
        if (isSnapshot) await client.query({ text: 'ROLLBACK' }).catch(() => undefined)
        if (hasAborted(error) && !isSaving) {
          isSaving = true
          continue
        }
        if (isLast || isTimeout(error) || !isConnectionLoss(error)) throw failure(error)
        isLast = true
      } finally {
        client.release()
      }
    }
  }

  return {
    nameOf,
    connection: {
      syntax: postgresSyntax,
      db: new BetterSQLite3Database('sync', dialect, new PostgresSession(dialect, built), undefined),
      read: work => onClient(work, false),
      snapshot: work => onClient(work, true),
      isDamagedData,
      decide: decideIn,
    },
  }
}
