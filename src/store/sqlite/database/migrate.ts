import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { AppError } from '../../../domain/error.ts'
import type { Connection } from './connection.ts'
import { failure, isBusy, isNotDatabase } from './failure.ts'
import { makePrivate, notDatabase, prepareFile } from './file.ts'

/** `Offp`: tells our files from those of other programs (SQLite file format, offset 68). */
const applicationId = 0x4f666670
/** Milliseconds to wait for another process that migrates the same file. */
const lockTimeout = 30_000

const migrationFolder = fileURLToPath(new URL('migrations/sqlite/', import.meta.resolve('offprint/package.json')))

type Migration = { name: string; sql: string }

/**
 * Brings a file to the newest schema, making it where there is none, and answers the names of what it applied.
 *
 * Drizzle's own migrator begins the transaction first; then the `PRAGMA foreign_keys = OFF` of its migrations does
 * nothing, and the first table that is rebuilt takes all rows that refer to it along. Here it is switched off before.
 *
 * To add one: change the schema, `drizzle-kit generate --name …`, then add by hand what Drizzle cannot say: WITHOUT
 * ROWID where the schema's comment asks for it, and the triggers of every table that is rebuilt. Never edit one that
 * was released.
 *
 * @throws AppError `store-unusable`, `store-full`, `store-busy`: nothing was changed
 */
export function migrate(path: string, folder = migrationFolder): string[] {
  const migrations = readMigrations(folder)
  prepareFile(path)
  try {
    const connection = new Sqlite(path, { timeout: lockTimeout })
    try {
      // Before anything is in it. SQLite has made the file by now.
      makePrivate(path)
      requireOwnDatabase(connection, migrations)
      return apply(connection, migrations)
    } finally {
      connection.close()
    }
  } catch (error) {
    throw isNotDatabase(error) ? notDatabase(path, error) : failure(error)
  }
}

function readMigrations(folder: string): Migration[] {
  const journal: { entries: { tag: string }[] } = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8'))
  return journal.entries.map(({ tag }) => ({ name: tag, sql: readFileSync(`${folder}/${tag}.sql`, 'utf8') }))
}

/** @throws AppError `store-unusable` for a database of another program or of a newer Offprint */
function requireOwnDatabase(connection: Connection, migrations: readonly Migration[]): void {
  const tables = connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
  if (tables === 0) return
  if (connection.pragma('application_id', { simple: true }) !== applicationId) {
    throw new AppError('store-unusable', 'The database belongs to another program.', {
      hint: `DATABASE_URL names ${connection.name}; give it a file of its own.`,
    })
  }
  const known = new Set(migrations.map(migration => migration.name))
  const unknown = appliedNames(connection).filter(name => !known.has(name))
  if (unknown.length === 0 && Number(connection.pragma('user_version', { simple: true })) <= migrations.length) return
  throw new AppError('store-unusable', 'The database is of a newer schema than this version of Offprint knows.', {
    hint: `${connection.name} was opened by a newer version${unknown[0] ? ` (${unknown[0]})` : ''}; run that one, or restore a backup.`,
  })
}

function apply(connection: Connection, migrations: readonly Migration[]): string[] {
  enableWal(connection)
  if (pending(connection, migrations).length === 0) return requireWritable(connection)
  connection.pragma('foreign_keys = OFF')
  // What a migration removes, such as a secret, is gone from the file.
  connection.pragma('secure_delete = ON')
  connection.exec('BEGIN IMMEDIATE')
  try {
    // Another process may have been faster between the look above and the lock.
    const due = pending(connection, migrations)
    connection.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL)')
    const note = connection.prepare('INSERT INTO migration VALUES (?, unixepoch())')
    for (const { name, sql } of due) {
      connection.exec(sql)
      note.run(name)
    }
    requireForeignKeys(connection)
    connection.pragma(`application_id = ${applicationId}`)
    connection.pragma(`user_version = ${migrations.length}`)
    connection.exec('COMMIT')
    return due.map(migration => migration.name)
  } finally {
    if (connection.inTransaction) connection.exec('ROLLBACK')
    connection.pragma('foreign_keys = ON')
  }
}

/** Write-ahead logging: reads never wait for the write. The file remembers it. */
function enableWal(connection: Connection): void {
  const until = performance.now() + lockTimeout
  for (;;) {
    try {
      if (connection.pragma('journal_mode = WAL', { simple: true }) === 'wal') return
    } catch (error) {
      // Two processes that switch a new file at once: SQLite does not wait here, whatever the timeout.
      if (!isBusy(error) || performance.now() >= until) throw error
    }
    if (performance.now() >= until) {
      throw new AppError('store-unusable', 'The file system cannot keep a write-ahead log.', {
        hint: `${connection.name} must stand on a local disk, not on a network share.`,
      })
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
  }
}

function pending(connection: Connection, migrations: readonly Migration[]): Migration[] {
  const applied = new Set(appliedNames(connection))
  return migrations.filter(migration => !applied.has(migration.name))
}

function appliedNames(connection: Connection): string[] {
  const there = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migration'").get()
  return there ? connection.prepare('SELECT name FROM migration').pluck().all().map(String) : []
}

function requireForeignKeys(connection: Connection): void {
  const orphans = connection.prepare('SELECT "table" FROM pragma_foreign_key_check').pluck().all()
  if (orphans.length === 0) return
  throw new AppError('store-unusable', 'The database cannot be brought to the newest schema; it was left as it was.', {
    hint: `Rows without what they refer to, in: ${[...new Set(orphans)].join(', ')}.`,
  })
}

/** Meets a file that cannot be written now, and not at the first write. */
function requireWritable(connection: Connection): [] {
  connection.exec('BEGIN IMMEDIATE')
  connection.exec('ROLLBACK')
  return []
}
