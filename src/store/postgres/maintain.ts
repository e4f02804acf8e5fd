import type { StoreCheck } from '../../domain/store/check.ts'
import type { StoreStatus } from '../../domain/store/status.ts'
import { type DatabaseSettings, defaultSettings } from '../database-settings.ts'
import { type CheckTools, rowChecks, runChecks } from '../rows/check/check.ts'
import { createRepair } from '../rows/check/repair.ts'
import { createGuardedWriter } from '../rows/copy/mark.ts'
import { readStatus } from '../rows/log/status.ts'
import { createSearchIndex } from '../rows/search/search-index.ts'
import { poolOf } from './database/client.ts'
import { createDatabase } from './database/connection.ts'
import { readSchema, readVersion, requireNewestSchema } from './database/migrate.ts'
import { createRoutineWriter } from './database/routine-writer.ts'
import { createSizes } from './database/size.ts'
import { onClient } from './open.ts'
import { batchMilliseconds, createVectorIndex, vectorTokenQuery } from './search/vector-index.ts'

export type StoreLocation = { url: string; database?: DatabaseSettings | undefined }

/**
 * Reads the state of a database, and changes nothing.
 *
 * @throws AppError `store-unusable`, `unavailable`
 */
export async function postgresStatus(place: StoreLocation): Promise<StoreStatus> {
  return onClient(connecting(place), async client => {
    const schema = await readSchema(client)
    if (schema.pending.length > 0) return { schema }
    const { connection } = createDatabase(poolOf(client))
    return { schema, content: await readStatus(connection, createSizes(connection)) }
  })
}

/**
 * Checks all data of a database while other processes use it, and repairs derived data if wanted. PostgreSQL itself checks
 * its files.
 *
 * @throws AppError `store-unusable`, `store-busy`, `unavailable`
 */
export async function checkPostgres(place: StoreLocation, tools: CheckTools): Promise<StoreCheck> {
  return onClient(connecting(place), async client => {
    await requireNewestSchema(client)
    const pool = poolOf(client)
    const { connection, nameOf } = createDatabase(pool)
    const writer = createGuardedWriter(connection, createRoutineWriter(pool, nameOf))
    const searchIndex = createSearchIndex(connection, createVectorIndex(connection))
    const repair = createRepair({ connection, writer, searchIndex, batchMilliseconds }, tools)
    const counts = { prints: 0, waiting: 0, otherConfiguration: 0 }
    const checks = rowChecks(connection, vectorTokenQuery, tools, repair, counts)
    return { ...(await runChecks(checks, counts, tools.repair)), unchecked: ['file'] }
  })
}

/** The major version of the server. */
export async function serverVersion(place: StoreLocation): Promise<number> {
  return onClient(connecting(place), readVersion)
}

function connecting({ url, database: { connectMs, queryMs } = defaultSettings }: StoreLocation) {
  return { url, connectMs, queryMs }
}
