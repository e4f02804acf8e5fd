import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import { migrateStore, openStore } from '../../src/store/open.ts'
import { digest, numberedId, numberedIds, site } from '../domain/sample.ts'
import { storeScript } from '../store/child.ts'

const tools = {
  printer: createPrinter(site, digest),
  newId: numberedIds(),
  clock: () => new Date(0),
  waiting: 'async',
} as const

/** Starts a script in a new process. */
function start(work: string) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', storeScript(work)], { stdio: 'pipe' })
  const lines: string[] = []
  const reading = createInterface(child.stdout)
  reading.on('line', line => lines.push(line))
  const ended = Promise.all([once(child, 'exit'), once(reading, 'close')])
  return { child, lines, reading, ended }
}

t.test('of processes that start at once on a new file, one migrates it and all can write', async t => {
  const path = join(t.testdir(), 'x.db')
  const children = Array.from({ length: 6 }, (_, index) =>
    start(`
      const store = await open(${JSON.stringify(path)}, ${index % 2 ? "'async'" : "'blocking'"})
      const [written] = await put(store, publication(${index + 1}))
      await store.close()
      console.log(written.revision)`),
  )
  await Promise.all(children.map(child => child.ended))
  const revisions = children.flatMap(child => child.lines)
  t.strictSame(revisions.sort(), ['1', '2', '3', '4', '5', '6'])
  t.strictSame(await migrateStore(path), [])
})

t.test('a process that waits while another migrates does not migrate again', async t => {
  const path = join(t.testdir(), 'x.db')
  const folder = `${path}-migrations`
  cpSync(new URL('../../migrations/sqlite/', import.meta.url), folder, { recursive: true })
  const entries = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')).entries
  writeFileSync(`${folder}/meta/_journal.json`, JSON.stringify({ entries: [...entries, { tag: '9999_slow' }] }))
  // Takes longer than processes started together take to reach the lock.
  const slow = `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5000000)
    INSERT INTO view_count (article_id, views) SELECT hex(randomblob(8)), count(*) FROM c;`
  writeFileSync(`${folder}/9999_slow.sql`, slow)
  const children = Array.from({ length: 3 }, () =>
    start(`
      const { migrate } = await import(${JSON.stringify(new URL('../../src/store/sqlite/database/migrate.ts', import.meta.url))})
      console.log(migrate(${JSON.stringify(path)}, ${JSON.stringify(folder)}).length)`),
  )
  await Promise.all(children.map(child => child.ended))
  const applied = children.flatMap(child => child.lines)
  t.strictSame(applied.sort(), ['0', '0', String(entries.length + 1)])
  const connection = new Sqlite(path, { readonly: true })
  t.teardown(() => connection.close())
  t.equal(connection.prepare('SELECT count(*) FROM view_count').pluck().get(), 1)
})

t.test('while two processes write as fast as they can, a third sees every change in order', async t => {
  const path = join(t.testdir(), 'x.db')
  await migrateStore(path)
  const writing = (from: number) =>
    start(`
      const store = await open(${JSON.stringify(path)}, 'async')
      for (let number = ${from}; number < ${from + 100}; number += 1) await put(store, publication(number))
      await store.close()
      console.log('done')`)
  const writers = [writing(1000), writing(2000)]
  const store = await openStore({ url: path, ...tools })
  t.teardown(() => store.close())
  const ended = Promise.all(writers.map(writer => writer.ended)).then(() => true)
  const seen: number[] = []
  for (let over = false; !over; ) {
    over = await Promise.race([ended, new Promise<false>(resolve => setImmediate(() => resolve(false)))])
    const changes = await store.changes(seen.at(-1) ?? 0, 1000)
    seen.push(...changes.map(change => change.seq))
  }
  t.strictSame(
    writers.flatMap(writer => writer.lines),
    ['done', 'done'],
  )
  t.strictSame(
    seen,
    Array.from({ length: 200 }, (_, index) => index + 1),
  )
  t.equal(await store.count({}), 200)
})

t.test('kill -9 during writes keeps acknowledged writes and leaves no partial one', async t => {
  const path = join(t.testdir(), 'x.db')
  await migrateStore(path)
  let acknowledged = 0
  for (let round = 0; round < 10; round += 1) {
    const { child, lines, reading, ended } = start(`
      const store = await open(${JSON.stringify(path)})
      for (let number = ${acknowledged + 1}; ; number += 1) {
        const source = { importer: 'text', name: 'a', mediaType: 'text/plain', bytes: new Uint8Array(9000), hash: 'h' }
        const item = publication(number)
        await put(store, { ...item, decide: (...now) => ({ ...item.decide(...now), source }) })
        console.log(number)
      }`)
    // Ends during further writes, after a different number of acknowledged writes each time.
    reading.on('line', () => lines.length > round && child.kill('SIGKILL'))
    await ended
    t.equal(child.signalCode, 'SIGKILL')
    const last = Number(lines.at(-1) ?? acknowledged)
    const store = await openStore({ url: path, ...tools })
    const there = await store.count({})
    t.ok(there >= last && last > acknowledged, `${there} exist, ${last} were acknowledged`)
    t.equal(await store.lastChange(), there)
    t.equal(await store.article(numberedId(there + 1)), undefined)
    t.equal((await store.source(numberedId(there)))?.bytes.length, 9000)
    t.equal((await store.find(numberedId(there)))?.kind, 'print')
    await store.close()
    acknowledged = there
  }
})
