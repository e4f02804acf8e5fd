import { createHash } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import { AppError } from '../../../domain/error.ts'
import { hashValue } from '../../rows/database/value-hash.ts'

/** The rows of a table, and a SHA-256 of all their values. */
export type TableDigest = { name: string; rows: number; digest: string }

/** Counts of a backup, for messages. */
export type BackupSummary = {
  articles: number
  published: number
  /** The highest `seq` of the change log. */
  lastChange: number
  /** Whether the file contains digests that it was compared with. A plain copy of a database has none. */
  hasDigests: boolean
}

/**
 * Turns a copy into one complete file without a write-ahead log, with digests of its content, and compares it.
 *
 * @param source in the transaction of the copy
 */
export function finishCopy(partial: string, source: Sqlite.Database): BackupSummary {
  const tables = tableDigests(source)
  const copy = new Sqlite(partial)
  try {
    copy.pragma('journal_mode = DELETE')
    writeManifest(copy, tables)
  } finally {
    copy.close()
  }
  // Opened again, so that it is read from the file.
  const written = new Sqlite(partial, { readonly: true })
  try {
    return verifyCopy(written, tables)
  } finally {
    written.close()
  }
}

/** Every table, with the counters of SQLite. */
function tableDigests(connection: Sqlite.Database): TableDigest[] {
  const names = connection
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'backup_manifest'
         AND (name NOT LIKE 'sqlite_%' OR name = 'sqlite_sequence') ORDER BY name`,
    )
    .pluck()
    .all()
  return names.map(name => tableDigest(connection, String(name)))
}

/** Adds the digests of a copy to it, so that a restore can compare its content. */
function writeManifest(copy: Sqlite.Database, tables: readonly TableDigest[]): void {
  copy.exec('DROP TABLE IF EXISTS backup_manifest')
  copy.exec('CREATE TABLE backup_manifest (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, digest TEXT NOT NULL)')
  const add = copy.prepare('INSERT INTO backup_manifest VALUES (@name, @rows, @digest)')
  for (const table of tables) add.run(table)
}

/** Undefined if the file has none. */
export function readManifest(copy: Sqlite.Database): TableDigest[] | undefined {
  if (!hasTable(copy, 'backup_manifest')) return undefined
  return copy.prepare<[], TableDigest>('SELECT name, rows, digest FROM backup_manifest ORDER BY name').all()
}

/**
 * Reads a copy of a database completely.
 *
 * @param expected its digests, if they are known
 * @throws AppError `store-unusable` if it is damaged, or differs from its digests
 */
export function verifyCopy(copy: Sqlite.Database, expected: readonly TableDigest[] | undefined): BackupSummary {
  const [fault] = copy.pragma('integrity_check(1)') as { integrity_check: string }[]
  if (fault?.integrity_check !== 'ok') throw damaged(String(fault?.integrity_check))
  const [orphan] = copy.prepare('SELECT "table" FROM pragma_foreign_key_check LIMIT 1').pluck().all()
  if (orphan !== undefined) throw damaged(`rows of ${orphan} refer to missing rows`)
  if (expected) {
    const actual = new Map(tableDigests(copy).map(table => [table.name, table]))
    const names = new Set([...actual.keys(), ...expected.map(table => table.name)])
    const wanted = new Map(expected.map(table => [table.name, table]))
    for (const name of names) {
      const [is, was] = [actual.get(name), wanted.get(name)]
      if (is?.digest !== was?.digest) {
        throw damaged(
          `the table ${name} has ${is?.rows ?? 'no'} rows with other content; ${was?.rows ?? 'no'} were saved`,
        )
      }
    }
  }
  return {
    articles: count(copy, 'article'),
    published: count(copy, 'print'),
    lastChange: Number(copy.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'change'").pluck().get() ?? 0),
    hasDigests: expected !== undefined,
  }
}

function damaged(what: string): AppError {
  return new AppError('store-unusable', `The copy of the database is damaged: ${what}.`, {
    hint: 'Check the disks. "offprint check" shows whether the database itself is damaged.',
  })
}

function count(connection: Sqlite.Database, table: string): number {
  return Number(connection.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
}

function hasTable(connection: Sqlite.Database, name: string): boolean {
  return connection.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name) !== undefined
}

/** A copy has the same order of rows: the pages are the same, or were written in this order. */
function tableDigest(connection: Sqlite.Database, name: string): TableDigest {
  const hash = createHash('sha256')
  let rows = 0
  for (const row of connection.prepare<[], unknown[]>(`SELECT * FROM "${name}" NOT INDEXED`).raw().iterate()) {
    rows += 1
    for (const value of row) hashValue(hash, value)
  }
  return { name, rows, digest: hash.digest('base64url') }
}
