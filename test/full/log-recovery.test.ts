import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import { openStore } from '../../src/store/open.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'
import { copyEmptyStore } from '../empty-store.ts'

t.setTimeout(300_000)

/** Makes the index of the log invalid, as a crash of the process that wrote to it does. */
const breakIndex = `
  const { openSync, writeSync } = require('node:fs')
  writeSync(openSync(process.argv[1], 'r+'), Buffer.alloc(96), 0, 96, 0)
`

// SQLite tries for ten seconds before it gives up.
t.test('reads are answered with store-busy while another process recovers the log, and succeed afterwards', async t => {
  const path = join(t.testdir(), 'offprint.db')
  await copyEmptyStore(path)
  const tools = { printer: createPrinter(site, digest), newId: numberedIds(), clock: () => new Date() }
  const store = await openStore({ url: path, waiting: 'async', ...tools })
  const recovering = new Sqlite(path)
  t.teardown(() => recovering.close())
  const before = await store.lastChange()
  recovering.exec('BEGIN IMMEDIATE')
  spawnSync(process.execPath, ['-e', breakIndex, `${path}-shm`], { stdio: 'inherit' })
  await t.rejects(store.lastChange(), { name: 'AppError', code: 'store-busy' })
  t.throws(() => store.logVersion(), { name: 'AppError', code: 'store-busy' })
  recovering.exec('ROLLBACK')
  t.equal(await store.lastChange(), before)
  await store.close()
})
