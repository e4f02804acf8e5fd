import type { Query } from 'drizzle-orm'
import { AppError } from '../../domain/error.ts'
import type { NewId } from '../../domain/id.ts'
import type { Clock } from '../../domain/instant.ts'
import type { Printer } from '../../domain/print/print.ts'
import type { ChangeStore } from '../../domain/store/log/change-store.ts'
import type { Lifetime, Store } from '../../domain/store/store.ts'
import { createGuardedWriter } from '../rows/copy/mark.ts'
import { createDamage, type Damage } from '../rows/database/damage.ts'
import { sql } from '../rows/database/drizzle.ts'
import { prepared } from '../rows/database/statement.ts'
import type { Writer } from '../rows/database/writer.ts'
import { createFigureStore } from '../rows/log/figure-store.ts'
import { createDamageCheck } from '../rows/print/print-reader.ts'
import { createIndexJob } from '../rows/search/index-job.ts'
import { createSearchIndex } from '../rows/search/search-index.ts'
import { createSearchReader } from '../rows/search/search-reader.ts'
import { createRowStore } from '../rows/store.ts'
import { print } from '../schema/print.ts'
import type { Pool } from './database/client.ts'
import { createDatabase, type Database } from './database/connection.ts'
import { createRoutineWriter } from './database/routine-writer.ts'
import { createSizes } from './database/size.ts'
import { type LogHead, readHead } from './freshness/head.ts'
import { createSharedRead } from './freshness/shared-read.ts'
import { batchMilliseconds, createVectorIndex, vectorTokenQuery } from './search/vector-index.ts'
import { createUploadStore } from './upload-store.ts'

export type PostgresTools = {
  printer: Printer
  newId: NewId
  clock: Clock
  /** The last number of the change log. Absent = it is read with a connection of the pool. */
  head?: LogHead | undefined
  /** Receives every statement that is prepared. */
  built?: (query: Query) => void
}

/** Writes that are requested and not done, so that the next one is ready when a transaction ends. */
const maxPendingWrites = 3

/** Opens a store on a database that has the newest schema. */
export function openPostgresStore(pool: Pool, { built, head, ...tools }: PostgresTools): Store {
  const database = createDatabase(pool, built)
  const { connection } = database
  const routineWriter = createRoutineWriter(pool, database.nameOf)
  const writer = createGuardedWriter(connection, routineWriter)
  const damage = createDamage()
  const searchIndex = createSearchIndex(connection, createVectorIndex(connection))
  return {
    ...createRowStore({ reader: connection, connection, writer, damage, searchIndex }, tools),
    ...createSearchReader(connection, vectorTokenQuery),
    ...createIndexJob(connection, writer, searchIndex, batchMilliseconds),
    ...createUploadStore(connection, writer, tools.clock),
    ...createFigureStore(connection, createSizes(connection), pool.usage),
    isBusy: () => pool.usage().waiting > 0,
    isWriteBusy: () => routineWriter.pending() > maxPendingWrites,
    version: () => Number.NaN,
    ...createLogVersion(head ?? { known: () => undefined, read: createSharedRead(() => readHead(pool)) }),
    ...createLifetime(pool, database, writer, damage),
  }
}

/** The last number of the log is its version. */
function createLogVersion({ known, read }: LogHead): Pick<ChangeStore, 'logVersion' | 'currentLogVersion'> {
  return {
    // Not a number: it equals no version, so the caller asks.
    logVersion: () => known() ?? Number.NaN,
    currentLogVersion: async () => known() ?? (await read()),
  }
}

function createLifetime(pool: Pool, { connection }: Database, writer: Writer, damage: Damage): Lifetime {
  const isDamaged = createDamageCheck(connection, damage)
  const probe = prepared(connection.db.select({ one: sql`1` }).from(print).limit(1))
  return {
    async check() {
      try {
        await connection.read(() => probe.get())
      } catch (cause) {
        throw new AppError('unavailable', 'The store cannot be read.', { cause })
      }
      // Otherwise the next write, after disk space was freed, might come much later.
      if (writer.isFull()) await writer.write(() => probe.get()).catch(() => undefined)
      return { damagedPrints: await connection.read(() => damage.recheck(isDamaged)), isFull: writer.isFull() }
    },
    onDamage: listener => damage.setListener(listener),
    async close() {
      await writer.idle()
      await pool.close()
    },
  }
}
