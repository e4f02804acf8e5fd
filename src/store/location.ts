import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../domain/error.ts'

/**
 * The absolute path of the SQLite file that DATABASE_URL names: `file:./relative.db`, `file:///absolute.db` or a plain
 * path.
 *
 * @throws AppError `config-invalid`
 */
export function locate(url: string): string {
  if (isPostgres(url)) throw filesOnly('This works on an SQLite file.')
  const path = pathOf(url)
  if (path === undefined || path === '' || path === ':memory:' || path.includes('\0') || /[\\/]$/.test(path)) {
    throw new AppError('config-invalid', `DATABASE_URL is "${withoutPassword(url)}", which is not a database.`, {
      hint: 'Use file:./data/offprint.db, file:///var/lib/offprint.db, the path of an SQLite file, or postgres://….',
    })
  }
  return resolve(path)
}

/** Whether a URL names a PostgreSQL server. */
export function isPostgres(url: string): boolean {
  return /^postgres(?:ql)?:/i.test(url)
}

/** The refusal of work that the tools of PostgreSQL do. */
export function filesOnly(detail: string, hint = 'Use pg_dump and pg_restore of PostgreSQL.'): AppError {
  return new AppError('config-invalid', `${detail} DATABASE_URL names a PostgreSQL server.`, { hint })
}

function pathOf(url: string): string | undefined {
  if (url.startsWith('file://')) return fromFileUrl(url)
  if (url.startsWith('file:')) return url.includes('?') ? undefined : url.slice('file:'.length)
  // A single letter before the colon is a drive, not a scheme.
  return /^[a-z][a-z0-9+.-]+:/i.test(url) ? undefined : url
}

function fromFileUrl(url: string): string | undefined {
  try {
    return url.includes('?') ? undefined : fileURLToPath(url)
  } catch {
    return undefined
  }
}

/** A text that may be a URL of another database, without its account. */
function withoutPassword(url: string): string {
  const [start, end] = [url.indexOf('://'), url.lastIndexOf('@')]
  return start < 0 || end < start ? url : `${url.slice(0, start)}://…${url.slice(end)}`
}
