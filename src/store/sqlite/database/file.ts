import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../../../domain/error.ts'

/** Bytes of the smallest database: one page of the smallest size (SQLite file format, section 1.3.2). */
const smallestDatabase = 512

/**
 * Creates the folder of a database file, and checks that file and folder are writable: SQLite opens a read-only file without
 * an error. This does not open the file: see `ownFiles`.
 *
 * @throws AppError `store-unusable`
 */
export function prepareFile(path: string): void {
  const folder = dirname(path)
  const stat = attempt(path, 'its folder cannot be created or entered', () => {
    makeFolder(folder)
    return statSync(path, { throwIfNoEntry: false })
  })
  if (stat?.isDirectory()) throw unusable(path, 'it is a folder')
  if (stat && !stat.isFile()) throw unusable(path, 'it is not a file')
  if (stat) attempt(path, 'the file is read-only', () => accessSync(path, constants.R_OK | constants.W_OK))
  // SQLite treats a file of one byte as an empty database and would overwrite it. It checks longer files itself.
  if (stat && stat.size > 0 && stat.size < smallestDatabase) throw notDatabase(path)
  // The log and its index are created in the same folder.
  attempt(path, 'its folder is read-only', () => accessSync(folder, constants.W_OK | constants.X_OK))
}

export function notDatabase(path: string, cause?: unknown): AppError {
  return unusable(path, 'it is not an SQLite database', cause)
}

/**
 * Removes the permissions of other users from the database and its log: they contain drafts, keys and addresses. SQLite
 * gives the log and its index the permissions of the database. If others have no access, group permissions are kept.
 */
export function makePrivate(path: string): void {
  for (const one of [path, `${path}-wal`, `${path}-shm`]) {
    const stat = statSync(one, { throwIfNoEntry: false })
    try {
      if (stat && (stat.mode & 0o007) !== 0) chmodSync(one, 0o600)
    } catch {
      // The file belongs to another user, who decides.
    }
  }
}

/**
 * Creates a folder and its parents, one by one: `mkdirSync` with `recursive` never returns if a file system answers ENOENT
 * for a folder whose parent exists, as procfs does.
 */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may have created it first.
    if (!isFolder(folder)) throw error
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function attempt<Result>(path: string, reason: string, work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC') {
      throw new AppError('store-full', 'The disk is full; nothing was written.', { cause })
    }
    throw unusable(path, reason, cause)
  }
}

function unusable(path: string, reason: string, cause?: unknown): AppError {
  return new AppError('store-unusable', `The database cannot be opened: ${reason}.`, {
    hint: `DATABASE_URL is ${path}. Set it to the path of a file that this user can write.`,
    cause,
  })
}
