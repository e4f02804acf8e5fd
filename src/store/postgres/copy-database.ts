import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Clock } from '../../domain/instant.ts'
import type { CopyDatabase, LastSequenceNumbers } from '../rows/copy/copy-database.ts'
import { getTableName, integer, sql, sqliteTable } from '../rows/database/drizzle.ts'
import type { Routine } from '../rows/database/routine.ts'
import { bound, prepared } from '../rows/database/statement.ts'
import { print, printTerm } from '../schema/print.ts'
import type { Pool } from './database/client.ts'
import { createDatabase } from './database/connection.ts'
import { openPool } from './database/pool.ts'
import { routeOf } from './database/probe.ts'
import { createRoutineWriter } from './database/routine-writer.ts'
import { control } from './database/run.ts'
import { migratePostgres, onClient } from './open.ts'
import { createUploadStore } from './upload-store.ts'

// Statements of both engines are built from Drizzle's tables for SQLite: see docs/architecture.md.
const changeCounter = sqliteTable('change_counter', { id: integer().primaryKey(), seq: integer().notNull() })

/**
 * The tables with triggers that count rows. `print_term` has thousands of rows for each term: an update of the count leaves a
 * version of its row, and each update in the same transaction reads all versions before it.
 */
const counted: readonly SQLiteTable[] = [print, printTerm]

/** Long, because statements that count or remove many rows are slow. */
const timeouts = { connectMs: 10_000, queryMs: 600_000 }

/**
 * Migrates a database to the newest schema, and opens it as source or target of a copy.
 *
 * @throws AppError `store-unusable`, `unavailable`, `store-busy`
 */
export async function openPostgresCopyDatabase(url: string, clock: Clock): Promise<CopyDatabase> {
  const options = { url, ...timeouts }
  await migratePostgres({ url })
  const route = await onClient(options, routeOf)
  return createPostgresCopyDatabase(openPool({ ...options, max: 2, isShared: route === 'shared' }), clock)
}

/** An open pool as source or target of a copy. The schema must be the newest. */
export function createPostgresCopyDatabase(pool: Pool, clock: Clock): CopyDatabase {
  const { connection, nameOf } = createDatabase(pool)
  const { db } = connection
  const setChange = prepared(db.update(changeCounter).set({ seq: bound('seq') }))
  // `setval` rejects 0: of an empty log it sets 1, as a number that is not used yet. The table only supplies one row.
  const last = sql`${bound('seq')}::bigint`
  const setAudit = prepared(
    db.select({ seq: sql`setval('audit_id_seq', greatest(${last}, 1), ${last} > 0)` }).from(changeCounter),
  )

  function* load(table: SQLiteTable, work: () => Routine<void>): Routine<void> {
    if (!counted.includes(table)) return yield* work()
    // The triggers come back with the end of the transaction, also with its failure.
    yield* control(`ALTER TABLE "${getTableName(table)}" DISABLE TRIGGER USER`)
    yield* work()
    yield* control(`ALTER TABLE "${getTableName(table)}" ENABLE TRIGGER USER`)
  }

  function* setSequences({ change, audit }: LastSequenceNumbers): Routine<void> {
    yield* setChange.run({ seq: change })
    yield* setAudit.get({ seq: audit })
  }

  const writer = createRoutineWriter(pool, nameOf)
  const uploads = createUploadStore(connection, writer, clock)
  return { connection, writer, uploads, load, setSequences, close: () => pool.close() }
}
