import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import { migrateStore, openStore } from '../../src/store/open.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'

const tools = {
  printer: createPrinter(site, digest),
  newId: numberedIds(),
  clock: () => new Date(0),
  waiting: 'blocking',
} as const

async function refuses(t: Test, path: string, message: string, hint: string): Promise<void> {
  const expected = { name: 'AppError', code: 'store-unusable', message, hint }
  await t.rejects(openStore({ url: path, ...tools }), expected)
  await t.rejects(migrateStore(path), expected)
}

/** A migrated file, closed. */
async function made(path: string): Promise<string> {
  await (await openStore({ url: path, ...tools })).close()
  return path
}

const writable = (path: string) => `DATABASE_URL is ${path}. Set it to the path of a file that this user can write.`

t.test('creates folders, file and newest schema at a new location', async t => {
  const path = join(t.testdir(), 'deep', 'er', 'x.db')
  const applied = await migrateStore(`file://${path}`)
  t.ok(applied.length > 0)
  t.strictSame(await migrateStore(path), [])
  const store = await openStore({ url: path, ...tools })
  await store.check()
  await store.close()
  // Closing moves the log into the file.
  t.strictSame(readdirSync(join(path, '..')), ['x.db'])
})

t.test('opens an empty file like a missing file', async t => {
  const path = join(t.testdir({ 'x.db': '' }), 'x.db')
  await made(path)
  t.strictSame(await migrateStore(path), [])
})

t.test('refuses a URL of another kind', async t => {
  await t.rejects(openStore({ url: 'mysql://host/db', ...tools }), { code: 'config-invalid' })
})

t.test('refuses a folder', async t => {
  const path = t.testdir({ inside: '' })
  await refuses(t, path, 'The database cannot be opened: it is a folder.', writable(path))
  t.strictSame(readdirSync(path), ['inside'])
})

t.test('refuses and does not change a short or long file that is not a database', async t => {
  for (const content of ['x', 'This is a letter to the editor. '.repeat(1000)]) {
    const path = join(t.testdir({ 'x.db': content }), 'x.db')
    await refuses(t, path, 'The database cannot be opened: it is not an SQLite database.', writable(path))
    t.equal(readFileSync(path, 'utf8'), content)
    t.strictSame(readdirSync(join(path, '..')), ['x.db'])
  }
})

t.test('refuses and does not change a database of another program', async t => {
  const path = join(t.testdir(), 'places.db')
  const other = new Sqlite(path)
  other.exec('CREATE TABLE article (id); CREATE TABLE migration (name)')
  other.close()
  const before = readFileSync(path)
  const hint = `DATABASE_URL is ${path}. Set it to another file.`
  await refuses(t, path, 'The database belongs to another program.', hint)
  t.strictSame(readFileSync(path), before)
})

t.test('refuses and does not change a file with a newer schema', async t => {
  const changes = {
    "INSERT INTO migration VALUES ('9999_future', 1)": ' (9999_future)',
    'PRAGMA user_version = 9999': '',
  }
  for (const [sql, named] of Object.entries(changes)) {
    const path = await made(join(t.testdir(), 'x.db'))
    const newer = new Sqlite(path)
    newer.exec(sql)
    newer.close()
    const before = readFileSync(path)
    const message = 'The database has a newer schema than this version of Offprint supports.'
    await refuses(
      t,
      path,
      message,
      `${path} was opened by a newer version${named}. Run that version, or restore a backup.`,
    )
    t.strictSame(readFileSync(path), before)
  }
})

t.test('refuses a damaged file', async t => {
  const path = await made(join(t.testdir(), 'x.db'))
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.fill(0x5a, 100, 4096))
  await t.rejects(openStore({ url: path, ...tools }), { code: 'store-unusable' })
})

const noProc = existsSync('/proc/self') ? false : 'this system has no /proc'
t.test('refuses a folder that the file system cannot create', { skip: noProc }, async t => {
  const path = '/proc/offprint/x.db'
  await refuses(t, path, 'The database cannot be opened: its folder cannot be created or entered.', writable(path))
})

t.test('refuses a path that leads through a file', async t => {
  const path = join(t.testdir({ file: 'x' }), 'file', 'x.db')
  await refuses(t, path, 'The database cannot be opened: its folder cannot be created or entered.', writable(path))
})
