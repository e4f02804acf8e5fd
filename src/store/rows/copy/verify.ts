import { createHash } from 'node:crypto'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { AppError } from '../../../domain/error.ts'
import type { Connection } from '../database/connection.ts'
import { getTableColumns, getTableName } from '../database/drizzle.ts'
import { hashValue } from '../database/value-hash.ts'
import { createNumberReader } from './number.ts'
import { copiedTables } from './table.ts'
import { createTableReader, type TableRow } from './table-rows.ts'

type TableDigest = { rows: number; digest: string }

/**
 * Reads all rows of two databases, and compares their numbers and digests. Returns the numbers of rows by table.
 *
 * @param report called after each page of rows
 * @throws AppError `store-unusable` if they differ
 */
export async function verifyCopy(
  source: Connection,
  target: Connection,
  report: (share: number) => Promise<void>,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  let total = 0
  for (const table of copiedTables) total += await source.read(createTableReader(source, table).count)
  let read = 0
  // Both databases have the same number of rows, unless they differ.
  const progress = (rows: number) => {
    read += rows
    return report(Math.min(1, read / (2 * total)))
  }
  for (const table of copiedTables) {
    const wanted = await digestOf(source, table, progress)
    const found = await digestOf(target, table, progress)
    if (wanted.rows !== found.rows) throw different(table, `has ${found.rows} rows instead of ${wanted.rows}`)
    if (wanted.digest !== found.digest) throw different(table, 'has other content')
    counts.set(getTableName(table), wanted.rows)
  }
  const numbers = await Promise.all([source, target].map(async end => end.read(createNumberReader(end))))
  const [wanted, found] = numbers.map(({ change, audit }) => `${change} and ${audit}`)
  if (wanted !== found) {
    throw new AppError('store-unusable', `The copy continues after the numbers ${found} instead of ${wanted}.`)
  }
  return counts
}

/** The rows of a table, and a SHA-256 of all their values in the order of the key. */
async function digestOf(
  connection: Connection,
  table: SQLiteTable,
  progress: (rows: number) => Promise<void>,
): Promise<TableDigest> {
  const reader = createTableReader(connection, table)
  const names = Object.keys(getTableColumns(table))
  const hash = createHash('sha256')
  let rows = 0
  for (let after: TableRow | null = null; ; ) {
    const page: TableRow[] = await connection.read(() => reader.page(after))
    const last = page.at(-1)
    if (!last) return { rows, digest: hash.digest('base64url') }
    for (const row of page) for (const name of names) hashValue(hash, row[name])
    after = reader.keyOf(last)
    rows += page.length
    await progress(page.length)
  }
}

function different(table: SQLiteTable, how: string): AppError {
  return new AppError('store-unusable', `The table ${getTableName(table)} of the copy ${how}.`, {
    hint: 'The copy is not used. Check the disks, then run the command again, which copies everything.',
  })
}
