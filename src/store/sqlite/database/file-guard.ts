import { statSync } from 'node:fs'
import { AppError } from '../../../domain/error.ts'

/** Watches that the files which a store has open still have their names. */
export type FileGuard = {
  /**
   * Two `stat` calls, a few microseconds.
   *
   * @throws AppError `store-replaced` where the database or its write-ahead log was removed or replaced
   */
  check(): void
  /**
   * Whether other files have taken the names. SQLite removes the log by its name when it closes: that would remove the
   * log of the other database.
   */
  isReplaced(): boolean
}

/** @param path of a database in WAL mode that a connection of this process has open and has read: the log is there */
export function createFileGuard(path: string): FileGuard {
  const opened = { database: identityOf(path), log: identityOf(logOf(path)) }
  return {
    check() {
      if (identityOf(path) !== opened.database || identityOf(logOf(path)) !== opened.log) throw replaced(path)
    },
    isReplaced() {
      const log = identityOf(logOf(path))
      return identityOf(path) !== opened.database || (log !== missing && log !== opened.log)
    },
  }
}

/** Which files a database and its log are now, to compare in another thread. */
export function filesAt(path: string): string {
  return `${identityOf(path)} ${identityOf(logOf(path))}`
}

export function replaced(path: string): AppError {
  return new AppError('store-replaced', 'The database file or its write-ahead log was removed or replaced.', {
    hint: `Something removed or replaced ${path} or ${logOf(path)} while this process has them open. It writes no more. Stop it with SIGTERM, put the right files in place, and start it again.`,
  })
}

const missing = 'missing'

/** Device and number: a file keeps them under every name. As big integers, because Windows needs all 64 bits. */
function identityOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.dev}:${stat.ino}` : missing
}

function logOf(path: string): string {
  return `${path}-wal`
}
