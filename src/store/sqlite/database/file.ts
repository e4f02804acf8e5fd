import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../../../domain/error.ts'

/** Bytes of the smallest database: one page of the smallest size (SQLite file format, section 1.3.2). */
const smallestDatabase = 512

/**
 * Makes the folder of a database file, and sees that file and folder can be written: SQLite would open a file that is
 * read-only without a word. It does not open the file: see `ownFiles`.
 *
 * @throws AppError `store-unusable`
 */
export function prepareFile(path: string): void {
  const folder = dirname(path)
  const stat = attempt(path, 'its folder cannot be made or entered', () => {
    makeFolder(folder)
    return statSync(path, { throwIfNoEntry: false })
  })
  if (stat?.isDirectory()) throw unusable(path, 'it is a folder')
  if (stat && !stat.isFile()) throw unusable(path, 'it is no file')
  if (stat) attempt(path, 'the file is read-only', () => accessSync(path, constants.R_OK | constants.W_OK))
  // SQLite takes a file of one byte for an empty database and would write over it; what is longer it checks itself.
  if (stat && stat.size > 0 && stat.size < smallestDatabase) throw notDatabase(path)
  // The log and its index stand beside the file.
  attempt(path, 'its folder is read-only', () => accessSync(folder, constants.W_OK | constants.X_OK))
}

export function notDatabase(path: string, cause?: unknown): AppError {
  return unusable(path, 'it is no SQLite database', cause)
}

/**
 * Takes the database and its log from everybody but their owner: drafts, keys and addresses are in them. SQLite gives the
 * log and its index the permissions of the database. A group that an operator lets in stays, where others are kept out.
 */
export function makePrivate(path: string): void {
  for (const one of [path, `${path}-wal`, `${path}-shm`]) {
    const stat = statSync(one, { throwIfNoEntry: false })
    try {
      if (stat && (stat.mode & 0o007) !== 0) chmodSync(one, 0o600)
    } catch {
      // It belongs to somebody else, who decides.
    }
  }
}

/**
 * Makes a folder and those above it, one by one: `mkdirSync` with `recursive` never returns where a file system answers
 * ENOENT for a folder whose parent is there, as procfs does.
 */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may have been quicker.
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
    hint: `DATABASE_URL names ${path}; give it the path of a file that this user can write.`,
    cause,
  })
}
