import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import type { Store } from '../../src/domain/store/store.ts'
import { migrateStore, openStore, storeFiles } from '../../src/store/open.ts'
import { ownFiles, requireForeignFile } from '../../src/store/own-file.ts'
import { publication, put } from '../contract/store/newsroom.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'

const tools = {
  printer: createPrinter(site, digest),
  newId: numberedIds(),
  clock: () => new Date(0),
  waiting: 'async',
} as const

/** A store with one article in its log. */
async function opened(t: Test): Promise<{ path: string; store: Store }> {
  const path = join(t.testdir(), 'x.db')
  const store = await openStore({ url: path, ...tools })
  await put(store, publication(1))
  return { path, store }
}

const replaced = { name: 'AppError', code: 'store-replaced' }

async function refusesWrites(t: Test, store: Store): Promise<void> {
  await t.rejects(put(store, publication(2)), replaced)
  await t.rejects(store.check(), replaced, 'is not ready')
  hasMembers(t, await store.find('article-1'), { kind: 'print' }, 'still reads')
}

t.test('a removed log: refuses all writes, and close saves earlier writes', async t => {
  const { path, store } = await opened(t)
  await store.check()
  rmSync(`${path}-wal`)
  store.version()
  t.notOk(readdirSync(join(path, '..')).includes('x.db-wal'), 'creates no new log')
  await refusesWrites(t, store)
  await store.close()
  const again = await openStore({ url: path, ...tools })
  hasMembers(t, await again.find('article-1'), { kind: 'print' })
  t.equal(await again.find('article-2'), undefined)
  await put(again, publication(2))
  await again.close()
})

t.test('a replaced log: close does not change the new log', async t => {
  const { path, store } = await opened(t)
  rmSync(`${path}-wal`)
  writeFileSync(`${path}-wal`, 'of another process')
  await refusesWrites(t, store)
  await store.close()
  t.equal(readFileSync(`${path}-wal`, 'utf8'), 'of another process')
})

t.test('a replaced database: refuses all writes, and close keeps the log', async t => {
  const { path, store } = await opened(t)
  const other = join(path, '..', 'other.db')
  await migrateStore(other)
  renameSync(other, path)
  await refusesWrites(t, store)
  await store.close()
  t.ok(readdirSync(join(path, '..')).includes('x.db-wal'))
})

t.test('a thread opens only the same files as the server', async t => {
  const { path, store } = await opened(t)
  const openFiles = storeFiles(path)
  await (await openStore({ url: path, openFiles, ...tools })).close()
  rmSync(`${path}-wal`)
  await t.rejects(openStore({ url: path, openFiles, ...tools }), replaced)
  t.notOk(readdirSync(join(path, '..')).includes('x.db-wal'), 'the thread creates no new log')
  await store.close()
})

t.test('recognises all files of a store, and refuses to overwrite them', async t => {
  const { path, store } = await opened(t)
  const folder = join(path, '..')
  mkdirSync(`${path}-imports`)
  writeFileSync(join(folder, 'a.md'), 'Words.')
  const isOwn = ownFiles(path)
  const own = readdirSync(folder).filter(name => isOwn(statSync(join(folder, name))))
  t.strictSame(own, ['x.db', 'x.db-imports', 'x.db-shm', 'x.db-wal'])
  const refusal = { code: 'config-invalid' }
  t.throws(() => requireForeignFile(path, isOwn), refusal)
  t.doesNotThrow(() => requireForeignFile(join(folder, 'new.ndjson'), isOwn))
  await store.close()
})

const modes = (folder: string) =>
  readdirSync(folder).map(name => `${name} ${(statSync(join(folder, name)).mode & 0o777).toString(8)}`)

t.test(
  'only the owner can read the database, its log and its index',
  { skip: process.platform === 'win32' },
  async t => {
    const { path, store } = await opened(t)
    t.strictSame(modes(join(path, '..')), ['x.db 600', 'x.db-shm 600', 'x.db-wal 600'])
    await store.close()

    chmodSync(path, 0o644)
    await migrateStore(path)
    t.strictSame(
      modes(join(path, '..')),
      ['x.db 600'],
      'removes the read permission of others that an earlier version set',
    )
    chmodSync(path, 0o660)
    await migrateStore(path)
    t.strictSame(modes(join(path, '..')), ['x.db 660'], 'keeps the group permissions that an operator set')
  },
)

t.test(
  'removes the permissions of others on the log of an open database',
  { skip: process.platform === 'win32' },
  async t => {
    const { path, store } = await opened(t)
    for (const name of [path, `${path}-wal`, `${path}-shm`]) chmodSync(name, 0o644)
    await migrateStore(path)
    t.strictSame(modes(join(path, '..')), ['x.db 600', 'x.db-shm 600', 'x.db-wal 600'])
    await store.close()
  },
)
