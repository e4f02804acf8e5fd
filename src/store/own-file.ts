import { type Stats, statSync } from 'node:fs'
import { AppError } from '../domain/error.ts'
import { locate } from './location.ts'
import { importFolder } from './open.ts'

/** Whether a file or folder belongs to the store, under whatever name it was reached. */
export type IsOwnFile = (file: Pick<Stats, 'dev' | 'ino'>) => boolean

/**
 * The files of a store as they are now: the database, its log and index, the folder of uploads. Nothing but SQLite may open
 * the first three: when a process closes any descriptor of a file, POSIX releases all locks that it has on the file, also
 * those of SQLite. The next program that looks into the database then removes the log under the server.
 */
export function ownFiles(url: string): IsOwnFile {
  const path = locate(url)
  const paths = [path, `${path}-wal`, `${path}-shm`, `${path}-journal`, importFolder(url)]
  const own = new Set(paths.flatMap(one => nameOf(statSync(one, { throwIfNoEntry: false })) ?? []))
  return file => own.has(nameOf(file) ?? '')
}

/**
 * Refuses to write over the store.
 *
 * @throws AppError `config-invalid`
 */
export function requireForeignFile(path: string, isOwn: IsOwnFile): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat && isOwn(stat)) throw new AppError('config-invalid', `${path} belongs to the database of Offprint itself.`)
}

function nameOf(file: Pick<Stats, 'dev' | 'ino'> | undefined): string | undefined {
  return file && `${file.dev}:${file.ino}`
}
