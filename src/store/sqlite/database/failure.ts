import Sqlite from 'better-sqlite3'
import { AppError } from '../../../domain/error.ts'

/** SQLite says so where the log's index cannot grow; everywhere else a full disk is SQLITE_FULL. */
const full = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'])

/** Whether another connection holds the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)
}

export function isNotDatabase(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code === 'SQLITE_NOTADB'
}

/** Whether a part of the file cannot be read, or is not what SQLite wrote. */
export function isDamagedFile(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(CORRUPT|IOERR)/.test(error.code)
}

/** What a failure of SQLite means to those who asked; other errors stay what they are. */
export function failure(error: unknown): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error
  if (full.has(error.code)) {
    return new AppError('store-full', 'The disk is full; nothing was written.', {
      hint: 'Make room on the disk that holds the database, then try again.',
      cause: error,
    })
  }
  if (isBusy(error)) return busy(error)
  if (!/^SQLITE_(READONLY|CANTOPEN|PERM|NOTADB|CORRUPT|IOERR)/.test(error.code)) return error
  return new AppError('store-unusable', `The database cannot be used: ${error.message}.`, {
    hint: 'Look at the file that DATABASE_URL names, its folder, and their permissions.',
    cause: error,
  })
}

export function busy(cause: unknown): AppError {
  return new AppError('store-busy', 'Another writer held the store for 5 seconds; nothing was written.', {
    hint: 'Another process, such as an import, is writing to the same file. Try again.',
    cause,
  })
}
