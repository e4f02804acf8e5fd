import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../../domain/error.ts'
import { newMark } from '../../rows/database/mark.ts'
import { makeFolder } from '../database/file.ts'

/** Milliseconds without a write after which a partial file belongs to no running process. */
const staleMs = 3_600_000

/**
 * Creates an empty file for a copy, next to its final path and readable only by its owner, and the folder if there is none.
 * Removes partial files of interrupted runs.
 *
 * @throws AppError `input-unreadable`
 */
export function createPartial(path: string): string {
  const folder = dirname(path)
  const prefix = `${basename(path)}.partial-`
  return attempt(path, () => {
    makeFolder(folder)
    for (const name of readdirSync(folder).filter(one => one.startsWith(prefix))) {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false })
      if (stat && Date.now() - stat.mtimeMs > staleMs) rmSync(join(folder, name), { force: true })
    }
    const partial = join(folder, `${prefix}${newMark()}`)
    closeSync(openSync(partial, 'wx', 0o600))
    return partial
  })
}

export function removePartial(partial: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${partial}${suffix}`, { force: true })
}

/**
 * Renames a complete copy to its final path.
 *
 * @param keep number of files to keep: earlier ones become `path.1` (the newest), `path.2` and so on
 */
export function publishCopy(partial: string, path: string, keep: number): void {
  attempt(path, () => {
    for (let number = keep - 1; number > 0; number -= 1) {
      const from = number === 1 ? path : `${path}.${number - 1}`
      if (existsSync(from)) renameSync(from, `${path}.${number}`)
    }
    renameSync(partial, path)
    syncFolder(dirname(path))
  })
}

/** Makes a rename survive a power failure. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder.
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    throw new AppError('input-unreadable', `${path} cannot be written: ${String(cause.code)}.`, { cause })
  }
}
