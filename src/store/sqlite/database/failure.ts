import Sqlite from 'better-sqlite3'
import { AppError } from '../../../domain/error.ts'

/** Codes of a full disk. SQLITE_IOERR_SHMSIZE: the index of the log cannot grow. */
const full = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'])

/**
 * Whether another connection holds the lock. SQLITE_PROTOCOL: several connections begin at the same time while the log is
 * recovered, and SQLite has given up trying for them (https://sqlite.org/rescode.html#protocol).
 */
export function isBusy(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(error.code)
}

export function isNotDatabase(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code === 'SQLITE_NOTADB'
}

/** Whether a part of the file is unreadable or corrupt. */
export function isDamagedFile(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(CORRUPT|IOERR)/.test(error.code)
}

/** Whether stored data cannot be read: the file is damaged, or a text that a query reads as JSON is none. */
export function isDamagedData(error: unknown): boolean {
  return isDamagedFile(error) || (error instanceof Sqlite.SqliteError && error.message === 'malformed JSON')
}

/** Converts an error of SQLite to an `AppError`; returns other errors unchanged. */
export function failure(error: unknown): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error
  if (isFullDisk(error)) {
    return new AppError('store-full', 'The disk is full; nothing was written.', {
      hint: 'Free space on the disk of the database, then try again.',
      cause: error,
    })
  }
  if (isBusy(error)) return busy(error)
  if (!/^SQLITE_(READONLY|CANTOPEN|PERM|NOTADB|CORRUPT|IOERR)/.test(error.code)) return error
  return new AppError('store-unusable', `The database cannot be used: ${error.message}.`, {
    hint: 'Check the file of DATABASE_URL, its folder, and their permissions.',
    cause: error,
  })
}

export function busy(cause: unknown): AppError {
  return new AppError('store-busy', 'Another writer held the store for 5 seconds; nothing was written.', {
    hint: 'Another process, such as an import, is writing to the same file. Try again.',
    cause,
  })
}

/**
 * Converts an error of a read that may succeed later to an `AppError`: another process recovers the log, or its index
 * cannot grow because the disk is full. Returns other errors unchanged, because readers tell damaged data by their codes.
 */
export function readFailure(error: unknown): unknown {
  if (!isBusy(error)) return isFullDisk(error) ? failure(error) : error
  return new AppError('store-busy', 'Another process held the store for a second; nothing was read.', {
    hint: 'Another process recovers the write-ahead log after a crash. Try again.',
    cause: error,
  })
}

function isFullDisk(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && full.has(error.code)
}
