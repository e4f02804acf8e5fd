import Sqlite from 'better-sqlite3'
import t from 'tap'
import { AppError } from '../../src/domain/error.ts'
import { failure, readFailure } from '../../src/store/sqlite/database/failure.ts'

/** The code of the `AppError` that an error of SQLite becomes; undefined = it stays as it is. */
function codeOf(convert: (error: unknown) => unknown, code: string): string | undefined {
  const error = new Sqlite.SqliteError('failed', code)
  const known = convert(error)
  if (known instanceof AppError) return known.code
  if (known !== error) throw new Error('the error became another one')
  return undefined
}

const codes = [
  ['SQLITE_BUSY', 'store-busy', 'store-busy'],
  ['SQLITE_BUSY_RECOVERY', 'store-busy', 'store-busy'],
  ['SQLITE_BUSY_SNAPSHOT', 'store-busy', 'store-busy'],
  ['SQLITE_BUSY_TIMEOUT', 'store-busy', 'store-busy'],
  ['SQLITE_LOCKED', 'store-busy', 'store-busy'],
  ['SQLITE_PROTOCOL', 'store-busy', 'store-busy'],
  ['SQLITE_FULL', 'store-full', 'store-full'],
  ['SQLITE_IOERR_SHMSIZE', 'store-full', 'store-full'],
  ['SQLITE_CANTOPEN', 'store-unusable', undefined],
  ['SQLITE_IOERR_SHMMAP', 'store-unusable', undefined],
  ['SQLITE_READONLY_RECOVERY', 'store-unusable', undefined],
  ['SQLITE_CORRUPT', 'store-unusable', undefined],
  ['SQLITE_NOTADB', 'store-unusable', undefined],
  ['SQLITE_CONSTRAINT_UNIQUE', undefined, undefined],
] as const

t.test('errors that may pass are reported as such, for writes and for reads', t => {
  t.strictSame(
    codes.map(([code]) => [code, codeOf(failure, code), codeOf(readFailure, code)]),
    codes,
  )
  t.end()
})
