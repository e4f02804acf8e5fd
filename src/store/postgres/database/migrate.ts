import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../../domain/error.ts'
import type { Client } from './client.ts'
import { isLockTimeout, sqlState } from './failure.ts'

/** Identifies databases of Offprint: the comment of the table of migrations. */
const ownComment = 'Schema of Offprint'
/** Key of the advisory lock: `Offp`. */
const lockKey = 0x4f666670
const oldestVersion = 140_000

const migrationFolder = fileURLToPath(new URL('migrations/postgres/', import.meta.resolve('offprint/package.json')))

type Migration = { name: string; statements: string[] }

export type MigrateOptions = {
  folder?: string
  /** Milliseconds to wait for another process that migrates the same database. */
  lockTimeout?: number
  /** A second connection, for indexes that are built while the database is in use. Absent: there is none to build. */
  builder?: Client
}

/**
 * Migrates a database to the newest schema. Returns the names of the applied migrations.
 *
 * One process migrates at a time. The lock belongs to a transaction, so that it also works through a pooler, and ends with
 * its process. Migrations are applied in that transaction. One that builds indexes with CONCURRENTLY has no other statements;
 * they run on a second connection, while the transaction holds the lock. An index that a crash left invalid is built again.
 *
 * To add a migration: change the schema, run `drizzle-kit generate --config drizzle.postgres.config.ts --name …`, remove
 * `"public".`, and write indexes of large tables as a migration of their own with CONCURRENTLY. Never edit a released one.
 *
 * @throws AppError `store-unusable`: wrong version, missing rights, another program's database, a newer schema
 * @throws AppError `store-busy` if another process migrates for too long
 */
export async function migrate(client: Client, options: MigrateOptions = {}): Promise<string[]> {
  const { folder = migrationFolder, lockTimeout = 30_000, builder } = options
  const migrations = readMigrations(folder)
  await requireServer(client)
  await requireOwnDatabase(client, migrations)
  const applied: string[] = []
  // Each round takes the lock, because an index is built between two transactions.
  for (let isDone = (await pending(client, migrations)).length === 0; !isDone; ) {
    const made = await inTransaction(client, async () => {
      await lock(client, lockTimeout)
      // Another process may have migrated between the check above and the lock.
      return applyPart(client, await pending(client, migrations), builder)
    })
    applied.push(...made.names)
    isDone = made.isLast
  }
  return applied
}

/** @throws AppError `store-unusable` unless the schema of a database is the newest */
export async function requireNewestSchema(client: Client, folder = migrationFolder): Promise<void> {
  const migrations = readMigrations(folder)
  await requireOwnDatabase(client, migrations)
  if ((await pending(client, migrations)).length === 0) return
  throw new AppError('store-unusable', 'The database has an older schema than this version of Offprint.', {
    hint: 'Run "offprint migrate" first.',
  })
}

/**
 * The last migration of a database that was applied, and those that were not.
 *
 * @throws AppError `store-unusable`
 */
export async function readSchema(client: Client): Promise<{ applied: string; pending: string[] }> {
  const migrations = readMigrations(migrationFolder)
  await requireServer(client)
  await requireOwnDatabase(client, migrations)
  if (!(await isOwn(client))) {
    throw unusable('The database is empty.', 'Run "offprint migrate" to create the tables of Offprint.')
  }
  const waiting = (await pending(client, migrations)).map(({ name }) => name)
  return { applied: (await appliedNames(client)).sort().at(-1) ?? '', pending: waiting }
}

function readMigrations(folder: string): Migration[] {
  const journal: { entries: { tag: string }[] } = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8'))
  return journal.entries.map(({ tag }) => {
    const statements = readFileSync(`${folder}/${tag}.sql`, 'utf8').split('--> statement-breakpoint')
    return { name: tag, statements: statements.map(one => one.trim()).filter(one => one !== '') }
  })
}

/** The major version of the server. */
export async function readVersion(client: Client): Promise<number> {
  const [version] = await row(client, { text: `SELECT current_setting('server_version_num')::int` })
  return majorOf(version)
}

function majorOf(version: unknown): number {
  return Math.floor(Number(version) / 10_000)
}

async function requireServer(client: Client): Promise<void> {
  const [version, encoding, schema] = await row(client, {
    text: `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), current_schema()`,
  })
  if (Number(version) < oldestVersion) {
    throw unusable(`Offprint needs PostgreSQL 14 or later, and this is ${majorOf(version)}.`, 'Upgrade the server.')
  }
  if (encoding !== 'UTF8') {
    throw unusable(`The encoding of the database is ${encoding}.`, 'Create it with ENCODING UTF8 TEMPLATE template0.')
  }
  if (schema === null) throw missingRights()
}

/** @throws AppError `store-unusable` for a database of another program or of a newer version */
async function requireOwnDatabase(client: Client, migrations: readonly Migration[]): Promise<void> {
  if (!(await isOwn(client))) {
    const [others] = await row(client, {
      text: `SELECT count(*)::int FROM pg_catalog.pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')`,
    })
    if (others === 0) return
    throw unusable('The database belongs to another program.', 'Set DATABASE_URL to an empty database or schema.')
  }
  const known = new Set(migrations.map(({ name }) => name))
  const unknown = (await appliedNames(client)).find(name => !known.has(name))
  if (unknown === undefined) return
  throw unusable(
    'The database has a newer schema than this version of Offprint supports.',
    `It was opened by a newer version (${unknown}). Run that version, or restore a backup.`,
  )
}

async function isOwn(client: Client): Promise<boolean> {
  const [comment] = await row(client, {
    text: `SELECT obj_description(to_regclass(quote_ident(current_schema()) || '.migration'), 'pg_class')`,
  })
  return comment === ownComment
}

async function pending(client: Client, migrations: readonly Migration[]): Promise<Migration[]> {
  const applied = new Set((await isOwn(client)) ? await appliedNames(client) : [])
  return migrations.filter(({ name }) => !applied.has(name))
}

async function appliedNames(client: Client): Promise<string[]> {
  return (await client.query({ text: 'SELECT name FROM migration' })).rows.map(([name]) => String(name))
}

async function lock(client: Client, milliseconds: number): Promise<void> {
  await client.query({ text: `SET LOCAL lock_timeout = ${Math.trunc(milliseconds)}` })
  try {
    await client.query({ text: `SELECT pg_advisory_xact_lock(${lockKey}, current_schema()::regnamespace::oid::int)` })
  } catch (cause) {
    if (!isLockTimeout(cause)) throw cause
    throw new AppError('store-busy', 'Another process is migrating the database.', {
      hint: 'Wait until it has finished, then start again.',
      cause,
    })
  }
}

/** Applies migrations up to one that builds indexes, or that one alone. */
async function applyPart(
  client: Client,
  due: readonly Migration[],
  builder: Client | undefined,
): Promise<{ names: string[]; isLast: boolean }> {
  const [first] = due
  if (!first) return { names: [], isLast: true }
  if (!(await isOwn(client))) {
    await client.query({
      text: 'CREATE TABLE migration (name text COLLATE "C" PRIMARY KEY, applied_at bigint NOT NULL)',
    })
    await client.query({ text: `COMMENT ON TABLE migration IS '${ownComment}'` })
  }
  const next = due.findIndex(isConcurrent)
  const part = next < 0 ? due : due.slice(0, Math.max(next, 1))
  for (const { name, statements } of part) {
    for (const text of statements) {
      if (!isConcurrent(first)) await client.query({ text })
      else await buildIndex(builder ?? missingBuilder(), text)
    }
    const text = 'INSERT INTO migration VALUES ($1, extract(epoch FROM now())::bigint)'
    await client.query({ text, values: [name] })
  }
  return { names: part.map(({ name }) => name), isLast: part.length === due.length }
}

const concurrentIndex = /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY "?(\w+)"?/

function isConcurrent({ statements }: Migration): boolean {
  const found = statements.filter(text => concurrentIndex.test(text))
  if (found.length > 0 && found.length < statements.length) {
    throw new TypeError('A migration with CONCURRENTLY has no other statements.')
  }
  return found.length > 0
}

/** @throws AppError `store-unusable` if the index is not valid afterwards */
async function buildIndex(builder: Client, text: string): Promise<void> {
  const name = concurrentIndex.exec(text)?.[1] ?? ''
  const isValid = async () => {
    const lookup = `SELECT indisvalid::int FROM pg_catalog.pg_index WHERE indexrelid = to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1))`
    return (await builder.query({ text: lookup, values: [name] })).rows[0]?.[0]
  }
  const before = await isValid()
  if (before === 1) return
  // An interrupted build leaves an index that writes maintain and reads do not use.
  if (before === 0) await builder.query({ text: `DROP INDEX CONCURRENTLY "${name}"` })
  await builder.query({ text })
  if ((await isValid()) !== 1) throw unusable(`The index ${name} could not be built.`, 'Run "offprint migrate" again.')
}

async function inTransaction<Result>(client: Client, work: () => Promise<Result>): Promise<Result> {
  await client.query({ text: 'BEGIN' })
  try {
    const result = await work()
    await client.query({ text: 'COMMIT' })
    return result
  } catch (error) {
    await client.query({ text: 'ROLLBACK' }).catch(() => undefined)
    throw sqlState(error) === '42501' ? missingRights(error) : error
  }
}

async function row(client: Client, statement: { text: string }): Promise<unknown[]> {
  return (await client.query(statement)).rows[0] ?? []
}

function missingRights(cause?: unknown): AppError {
  return new AppError('store-unusable', 'The user of the database may not create tables.', {
    hint: 'Grant CREATE and USAGE on its schema to the user of DATABASE_URL.',
    cause,
  })
}

function missingBuilder(): never {
  throw new TypeError('An index is built on a second connection.')
}

function unusable(detail: string, hint: string): AppError {
  return new AppError('store-unusable', detail, { hint })
}
