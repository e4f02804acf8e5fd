import type { Clock } from '../../domain/instant.ts'
import type { CopyEnd, LastNumbers } from '../rows/copy/end.ts'
import { integer, sql, sqliteTable } from '../rows/database/drizzle.ts'
import type { Routine } from '../rows/database/routine.ts'
import { bound, prepared } from '../rows/database/statement.ts'
import type { Pool } from './database/client.ts'
import { createDatabase } from './database/connection.ts'
import { openPool } from './database/pool.ts'
import { routeOf } from './database/probe.ts'
import { createRoutineWriter } from './database/routine-writer.ts'
import { migratePostgres, onClient } from './open.ts'
import { createUploadStore } from './upload-store.ts'

const changeCounter = sqliteTable('change_counter', { id: integer().primaryKey(), seq: integer().notNull() })

/** Milliseconds. A statement that counts or removes many rows may take long. */
const timeouts = { connectMs: 10_000, queryMs: 600_000 }

/**
 * Migrates a database to the newest schema, and opens it for a copy.
 *
 * @throws AppError `store-unusable`, `unavailable`, `store-busy`
 */
export async function openPostgresCopyEnd(url: string, clock: Clock): Promise<CopyEnd> {
  const options = { url, ...timeouts }
  await migratePostgres({ url })
  const route = await onClient(options, routeOf)
  return createPostgresCopyEnd(openPool({ ...options, max: 2, isShared: route === 'shared' }), clock)
}

/** A database with the newest schema for a copy. */
export function createPostgresCopyEnd(pool: Pool, clock: Clock): CopyEnd {
  const { connection, nameOf } = createDatabase(pool)
  const { db } = connection
  const setChange = prepared(db.update(changeCounter).set({ seq: bound('seq') }))
  const last = sql`${bound('seq')}::bigint`
  const setAudit = prepared(
    db.select({ seq: sql`setval('audit_id_seq', greatest(${last}, 1), ${last} > 0)` }).from(changeCounter),
  )

  function* setNumbers({ change, audit }: LastNumbers): Routine<void> {
    yield* setChange.run({ seq: change })
    yield* setAudit.get({ seq: audit })
  }

  const writer = createRoutineWriter(pool, nameOf)
  const uploads = createUploadStore(connection, writer, clock)
  return { connection, writer, uploads, setNumbers, close: () => pool.close() }
}
