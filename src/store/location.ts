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
  const path = pathOf(url)
  if (path === undefined || path === '' || path === ':memory:' || path.includes('\0') || /[\\/]$/.test(path)) {
    throw new AppError('config-invalid', `DATABASE_URL is "${withoutPassword(url)}", which is not a database.`, {
      hint: 'Use file:./data/offprint.db, file:///var/lib/offprint.db or the path of an SQLite file.',
    })
  }
  return resolve(path)
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

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, ':…@')
}
