import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { migrateStore } from '../../src/store/open.ts'
import { runOnSmallDisk, runUnprivileged, storeScript } from '../store/child.ts'

const opening = (path: string) => storeScript(`await open(${JSON.stringify(path)})`)
const refusal = (reason: string) => `AppError store-unusable The database cannot be opened: ${reason}.\n`

t.test('opening a read-only file fails and changes nothing', async t => {
  const path = join(t.testdir(), 'x.db')
  await migrateStore(path)
  const before = readFileSync(path)
  chmodSync(path, 0o444)
  chmodSync(join(path, '..'), 0o777)
  t.equal(runUnprivileged(opening(path)), refusal('the file is read-only'))
  t.strictSame(readFileSync(path), before)
  t.strictSame(readdirSync(join(path, '..')), ['x.db'])
})

t.test('opening a store in a read-only folder fails, with and without the file', async t => {
  const folder = t.testdir()
  const there = join(folder, 'x.db')
  await migrateStore(there)
  chmodSync(there, 0o666)
  chmodSync(folder, 0o555)
  for (const path of [there, join(folder, 'new.db')]) {
    t.equal(runUnprivileged(opening(path)), refusal('its folder is read-only'))
  }
  const deep = join(folder, 'deep', 'x.db')
  t.equal(runUnprivileged(opening(deep)), refusal('its folder cannot be created or entered'))
  t.strictSame(readdirSync(folder), ['x.db'])
  chmodSync(folder, 0o755)
})

t.test('a full disk at the first start or at a write keeps acknowledged writes and leaves no partial one', t => {
  const folder = t.testdir()
  const path = join(folder, 'x.db')
  const start = runOnSmallDisk(folder, 200, opening(path))
  if (start === undefined) t.comment('skipped: needs the right to mount a file system')
  else t.equal(start, 'AppError store-full The disk is full; nothing was written.\n')
  const writing = storeScript(`
    const store = await open(${JSON.stringify(path)})
    let written = 0
    try {
      for (;;) {
        await put(store, publication(written + 1, { summary: 'x'.repeat(9000) }))
        written += 1
      }
    } catch (error) {
      console.log(error.code, await store.count({}) === written, await store.lastChange() === written)
      await store.close()
      const again = await open(${JSON.stringify(path)})
      console.log(await again.count({}) === written, (await again.find('article-1')).kind)
    }`)
  if (start !== undefined) t.equal(runOnSmallDisk(folder, 4000, writing), 'store-full true true\ntrue print\n')
  t.end()
})
