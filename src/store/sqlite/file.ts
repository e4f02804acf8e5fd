import { accessSync, closeSync, constants, mkdirSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../../domain/error.ts'

/** How every SQLite file begins (SQLite file format, section 1.3.1). */
const magic = 'SQLite format 3\0'

/**
 * Makes the folder of a database file, and sees that file and folder can be written: SQLite would open a file that is
 * read-only without a word.
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
  if (stat && stat.size > 0 && !beginsLikeDatabase(path)) throw unusable(path, 'it is no SQLite database')
  // The log and its index stand beside the file.
  attempt(path, 'its folder is read-only', () => accessSync(folder, constants.W_OK | constants.X_OK))
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

/** SQLite takes a short file for an empty database, whatever stands in it, and would write over it. */
function beginsLikeDatabase(path: string): boolean {
  const head = Buffer.alloc(magic.length)
  const file = openSync(path, 'r')
  try {
    readSync(file, head, 0, head.length, 0)
  } finally {
    closeSync(file)
  }
  return head.toString('latin1') === magic
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
