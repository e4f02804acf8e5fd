import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../../domain/error.ts'

/**
 * Makes the folder of a database file, and sees that file and folder can be written: SQLite would open a file that is
 * read-only without a word.
 *
 * @throws AppError `store-unusable`
 */
export function prepareFile(path: string): void {
  const folder = dirname(path)
  const stat = attempt(path, 'its folder cannot be made or entered', () => {
    mkdirSync(folder, { recursive: true })
    return statSync(path, { throwIfNoEntry: false })
  })
  if (stat?.isDirectory()) throw unusable(path, 'it is a folder')
  if (stat && !stat.isFile()) throw unusable(path, 'it is no file')
  if (stat) attempt(path, 'the file is read-only', () => accessSync(path, constants.R_OK | constants.W_OK))
  // The log and its index stand beside the file.
  attempt(path, 'its folder is read-only', () => accessSync(folder, constants.W_OK | constants.X_OK))
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
