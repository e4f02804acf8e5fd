import { copyFileSync, existsSync, linkSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { AppError } from '../../../domain/error.ts'
import { failure, isNotDatabase } from '../database/failure.ts'
import { notDatabase, prepareFile } from '../database/file.ts'
import { requireKnownSchema } from '../database/migrate.ts'
import { type BackupSummary, readManifest, verifyCopy } from './manifest.ts'
import { createPartial, removePartial, syncFolder } from './output.ts'

/**
 * Copies a backup to the path of a database that does not exist. The copy is read completely and compared with its digests
 * before it gets its name. The next command that opens it updates its schema.
 *
 * @throws AppError `store-unusable`, `store-full`, `input-unreadable`: nothing was changed
 */
export function restoreDatabase(file: string, path: string): BackupSummary {
  requireFree(path)
  requireClosed(file)
  prepareFile(path)
  const partial = createPartial(path)
  try {
    copy(file, partial)
    const summary = verify(partial, file)
    requireFree(path)
    // Unlike a rename, this fails if the file exists.
    linkSync(partial, path)
    syncFolder(dirname(path))
    return summary
  } catch (error) {
    throw isNotDatabase(error) ? notDatabase(file, error) : failure(error)
  } finally {
    removePartial(partial)
  }
}

/** A log of an earlier database at this path would be applied to the restored one. */
function requireFree(path: string): void {
  const existing = ['', '-wal', '-shm', '-journal'].map(suffix => `${path}${suffix}`).find(one => existsSync(one))
  if (existing === undefined) return
  throw new AppError('store-unusable', 'A restore never overwrites a database.', {
    hint: `${existing} exists. Stop the server and move the database with its -wal and -shm files to another folder, or set DATABASE_URL to another path.`,
  })
}

function requireClosed(file: string): void {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
  if (!log || log.size === 0) return
  throw new AppError(
    'store-unusable',
    'The file is not a backup: a part of the database is still in its write-ahead log.',
    {
      hint: `${file}-wal belongs to it. Make the backup with "offprint backup".`,
    },
  )
}

function copy(file: string, partial: string): void {
  try {
    copyFileSync(file, partial)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    if (cause.code === 'ENOSPC') {
      throw new AppError('store-full', 'The disk is full; nothing was written.', { cause })
    }
    throw new AppError('input-unreadable', `${file} cannot be read: ${String(cause.code)}.`, { cause })
  }
}

function verify(partial: string, file: string): BackupSummary {
  const connection = new Sqlite(partial)
  try {
    try {
      requireKnownSchema(connection)
    } catch (error) {
      // The hint names the temporary copy.
      if (!(error instanceof AppError)) throw error
      throw new AppError(error.code, error.message, { hint: `The file is ${file}.`, cause: error })
    }
    const summary = verifyCopy(connection, readManifest(connection))
    connection.pragma('journal_mode = DELETE')
    connection.exec('DROP TABLE IF EXISTS backup_manifest')
    return summary
  } finally {
    connection.close()
  }
}
