import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { AppError } from '../../../domain/error.ts'
import { sortKey } from '../../../domain/text/sort-key.ts'
import { backUpBeforeMigration } from '../backup/migration-backup.ts'
import { failure, isBusy, isNotDatabase } from './failure.ts'
import { makePrivate, notDatabase, prepareFile } from './file.ts'

/** `Offp`: identifies files of Offprint (SQLite file format, offset 68). */
const applicationId = 0x4f666670
/** Milliseconds to wait for another process that migrates the same file. */
const lockTimeout = 30_000

const migrationFolder = fileURLToPath(new URL('migrations/sqlite/', import.meta.resolve('offprint/package.json')))

type Connection = Sqlite.Database

type Migration = { name: string; sql: string }

/**
 * Migrates a file to the newest schema, and creates it if it does not exist. Returns the names of the applied migrations.
 *
 * Drizzle's own migrator begins the transaction first. Then the `PRAGMA foreign_keys = OFF` of its migrations has no
 * effect, and rebuilding a table deletes all rows that refer to it. This one switches foreign keys off before.
 *
 * To add a migration: change the schema, run `drizzle-kit generate --name …`, then add by hand what Drizzle cannot
 * express: WITHOUT ROWID where the comment of the schema asks for it, and the triggers of every rebuilt table. Never edit
 * a released migration. A migration may call `sort_key(text)`, see `sortKey`.
 *
 * @param backUp whether a database that exists is saved first
 * @throws AppError `store-unusable`, `store-full`, `store-busy`: nothing was changed
 */
export function migrate(path: string, folder = migrationFolder, backUp = false): string[] {
  const migrations = readMigrations(folder)
  prepareFile(path)
  try {
    const connection = new Sqlite(path, { timeout: lockTimeout })
    try {
      // SQLite has created the file by now. Nothing is in it yet.
      makePrivate(path)
      requireOwnDatabase(connection, migrations)
      return apply(connection, migrations, backUp)
    } finally {
      connection.close()
    }
  } catch (error) {
    throw isNotDatabase(error) ? notDatabase(path, error) : failure(error)
  }
}

/**
 * Checks that a file is a database of Offprint with a schema that this version knows.
 *
 * @throws AppError `store-unusable`
 */
export function requireKnownSchema(connection: Connection): void {
  requireOwnDatabase(connection, readMigrations(migrationFolder))
  if (appliedNames(connection).length > 0) return
  throw new AppError('store-unusable', 'The database is empty.', { hint: `The file is ${connection.name}.` })
}

/** @throws AppError `store-unusable` unless the schema of a file is the newest */
export function requireNewestSchema(path: string): void {
  const connection = new Sqlite(path, { fileMustExist: true, timeout: lockTimeout })
  try {
    requireKnownSchema(connection)
    if (pending(connection, readMigrations(migrationFolder)).length === 0) return
  } catch (error) {
    throw isNotDatabase(error) ? notDatabase(path, error) : failure(error)
  } finally {
    connection.close()
  }
  throw new AppError('store-unusable', 'The database has an older schema than this version of Offprint.', {
    hint: 'Run "offprint migrate" first.',
  })
}

/**
 * The last migration of a file that was applied, and those that were not.
 *
 * @throws AppError `store-unusable`
 */
export function readSchema(path: string): { applied: string; pending: string[] } {
  const connection = new Sqlite(path, { fileMustExist: true, readonly: true, timeout: lockTimeout })
  try {
    requireKnownSchema(connection)
    const waiting = pending(connection, readMigrations(migrationFolder)).map(({ name }) => name)
    return { applied: appliedNames(connection).sort().at(-1) ?? '', pending: waiting }
  } catch (error) {
    throw isNotDatabase(error) ? notDatabase(path, error) : failure(error)
  } finally {
    connection.close()
  }
}

function readMigrations(folder: string): Migration[] {
  const journal: { entries: { tag: string }[] } = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8'))
  return journal.entries.map(({ tag }) => ({ name: tag, sql: readFileSync(`${folder}/${tag}.sql`, 'utf8') }))
}

/** @throws AppError `store-unusable` for a database of another program or of a newer version */
function requireOwnDatabase(connection: Connection, migrations: readonly Migration[]): void {
  const tables = connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
  if (tables === 0) return
  if (connection.pragma('application_id', { simple: true }) !== applicationId) {
    throw new AppError('store-unusable', 'The database belongs to another program.', {
      hint: `DATABASE_URL is ${connection.name}. Set it to another file.`,
    })
  }
  const known = new Set(migrations.map(migration => migration.name))
  const unknown = appliedNames(connection).filter(name => !known.has(name))
  if (unknown.length === 0 && Number(connection.pragma('user_version', { simple: true })) <= migrations.length) return
  throw new AppError('store-unusable', 'The database has a newer schema than this version of Offprint supports.', {
    hint: `${connection.name} was opened by a newer version${unknown[0] ? ` (${unknown[0]})` : ''}. Run that version, or restore a backup.`,
  })
}

function apply(connection: Connection, migrations: readonly Migration[], backUp: boolean): string[] {
  enableWal(connection)
  if (pending(connection, migrations).length === 0) return requireWritable(connection)
  connection.pragma('foreign_keys = OFF')
  // Content that a migration removes, such as a secret, must not stay in the file.
  connection.pragma('secure_delete = ON')
  connection.exec('BEGIN IMMEDIATE')
  try {
    // Another process may have migrated between the check above and the lock.
    const due = pending(connection, migrations)
    const [first] = due
    if (backUp && first && appliedNames(connection).length > 0) backUpBeforeMigration(connection.name, first.name)
    connection.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL)')
    const note = connection.prepare('INSERT INTO migration VALUES (?, unixepoch())')
    connection.function('sort_key', { deterministic: true }, text => sortKey(String(text)))
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

/** Enables write-ahead logging, so that reads do not wait for writes. The setting is stored in the file. */
function enableWal(connection: Connection): void {
  const until = performance.now() + lockTimeout
  for (;;) {
    try {
      if (connection.pragma('journal_mode = WAL', { simple: true }) === 'wal') return
    } catch (error) {
      // Two processes may switch a new file immediately. SQLite ignores the timeout here.
      if (!isBusy(error) || performance.now() >= until) throw error
    }
    if (performance.now() >= until) {
      throw new AppError('store-unusable', 'The file system cannot keep a write-ahead log.', {
        hint: `${connection.name} must be on a local disk, not on a network share.`,
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
  const exists = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migration'").get()
  return exists ? connection.prepare('SELECT name FROM migration').pluck().all().map(String) : []
}

function requireForeignKeys(connection: Connection): void {
  const orphans = connection.prepare('SELECT "table" FROM pragma_foreign_key_check').pluck().all()
  if (orphans.length === 0) return
  throw new AppError('store-unusable', 'The database cannot be migrated to the newest schema. It was not changed.', {
    hint: `These tables have rows that refer to missing rows: ${[...new Set(orphans)].join(', ')}.`,
  })
}

/** Fails now, and not at the first write, if the file is not writable. */
function requireWritable(connection: Connection): [] {
  connection.exec('BEGIN IMMEDIATE')
  connection.exec('ROLLBACK')
  return []
}
