import { type Stats, statSync } from 'node:fs'
import { AppError } from '../domain/error.ts'
import { isPostgres, locate } from './location.ts'
import { importFolders } from './open.ts'

/** Whether a file or folder belongs to the store, under any name. */
export type IsOwnFile = (file: Pick<Stats, 'dev' | 'ino'>) => boolean

/**
 * The current files of a store: the database, its log and index, and the folder of uploads. Only SQLite may open the first
 * three: when a process closes any descriptor of a file, POSIX releases all locks of the process on that file, including
 * those of SQLite. The next program that opens the database would then remove the log of the running server.
 */
export function ownFiles(url: string): IsOwnFile {
  const files = isPostgres(url) ? [] : ['', '-wal', '-shm', '-journal'].map(end => `${locate(url)}${end}`)
  const paths = [...files, ...importFolders(url)]
  const own = new Set(paths.flatMap(one => identityOf(statSync(one, { throwIfNoEntry: false })) ?? []))
  return file => own.has(identityOf(file) ?? '')
}

/**
 * Refuses to overwrite a file of the store.
 *
 * @throws AppError `config-invalid`
 */
export function requireForeignFile(path: string, isOwn: IsOwnFile): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat && isOwn(stat))
    throw new AppError('config-invalid', `${path} belongs to the database of Offprint. Choose another path.`)
}

function identityOf(file: Pick<Stats, 'dev' | 'ino'> | undefined): string | undefined {
  return file && `${file.dev}:${file.ino}`
}
