import { type Clock, now } from '../../domain/instant.ts'
import type { StoreStatus } from '../../domain/store/status.ts'
import { createAuditRows } from '../rows/access/audit.ts'
import { createGuardedWriter } from '../rows/copy/mark.ts'
import { finished } from '../rows/database/routine.ts'
import { backupEntry, readStatus } from '../rows/log/status.ts'
import { openReader, openWriter } from './database/connection.ts'
import { failure } from './database/failure.ts'
import { fileSizes } from './database/file-size.ts'
import { readSchema } from './database/migrate.ts'
import { createWriter } from './database/writer.ts'

/**
 * Reads the state of a database, and changes nothing.
 *
 * @throws AppError `store-unusable`
 */
export async function databaseStatus(path: string): Promise<StoreStatus> {
  try {
    const schema = readSchema(path)
    if (schema.pending.length > 0) return { schema }
    const reader = openReader(path, 'blocking')
    try {
      return { schema, content: await readStatus(reader, () => finished(fileSizes(path))) }
    } finally {
      reader.close()
    }
  } catch (error) {
    throw failure(error)
  }
}

/** Notes a finished backup in the audit log of the database, for `databaseStatus`. Nothing happens if the schema is older. */
export async function noteDatabaseBackup(path: string, lastChange: number, clock: Clock): Promise<void> {
  if (readSchema(path).pending.length > 0) return
  const connection = openWriter(path)
  try {
    const rows = createAuditRows(connection)
    const { actor, action } = backupEntry
    await createGuardedWriter(connection, createWriter(connection, 'blocking')).write(() =>
      rows.add({ at: now(clock), actor }, { action, detail: { lastChange } }),
    )
  } finally {
    connection.close()
  }
}
