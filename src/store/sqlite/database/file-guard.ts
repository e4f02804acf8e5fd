import { statSync } from 'node:fs'
import { AppError } from '../../../domain/error.ts'

/** Detects that the files of an open store were removed or replaced. */
export type FileGuard = {
  /**
   * Takes a few microseconds: two `stat` calls.
   *
   * @throws AppError `store-replaced` if the database or its write-ahead log was removed or replaced
   */
  check(): void
  /**
   * Whether the names belong to other files now. SQLite removes the log by name when it closes, which would remove the log
   * of the other database.
   */
  isReplaced(): boolean
}

/** @param path of a database in WAL mode that this process has open and has read, so that the log exists */
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

/** Identity of a database file and its log, for a comparison in another thread. */
export function filesAt(path: string): string {
  return `${identityOf(path)} ${identityOf(logOf(path))}`
}

export function replaced(path: string): AppError {
  return new AppError('store-replaced', 'The database file or its write-ahead log was removed or replaced.', {
    hint: `Something removed or replaced ${path} or ${logOf(path)} while this process had them open. The process does not write any more. Stop it with SIGTERM, restore the right files, and start it again.`,
  })
}

const missing = 'missing'

/** Device and inode number, which do not depend on the name. As big integers, because Windows uses all 64 bits. */
function identityOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.dev}:${stat.ino}` : missing
}

function logOf(path: string): string {
  return `${path}-wal`
}
