import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import { copyDatabase, releaseDatabase } from '../../src/store/copy.ts'
import { noteBackup } from '../../src/store/maintain.ts'
import { openStore } from '../../src/store/open.ts'
import { copiedTables } from '../../src/store/rows/copy/table.ts'
import { getTableName } from '../../src/store/rows/database/drizzle.ts'
import { publication, put, write } from '../contract/store/newsroom.ts'
import { digest, numberedId, numberedIds, site } from '../domain/sample.ts'
import { fill } from './filled.ts'
import { tableContent } from './table-content.ts'
import { sqliteTables } from './tables.ts'

const clock = () => new Date(0)
const tools = { printer: createPrinter(site, digest), newId: numberedIds(), clock, waiting: 'async' } as const

/** Closed databases that tests start with: to copy them is faster than to make them. */
const templates = t.testdir()
const empty = join(templates, 'empty.db')
const filled = join(templates, 'filled.db')
await (await openStore({ url: empty, ...tools })).close()
copyFileSync(empty, filled)
const template = await openStore({ url: filled, ...tools })
await put(template, ...publications(3))
await template.close()

/** An open store with three published articles, and two empty databases. */
async function opened(t: Test, content = filled) {
  const folder = t.testdir()
  const [from, to, other] = ['from.db', 'to.db', 'other.db'].map(name => join(folder, name)) as [string, string, string]
  copyFileSync(content, from)
  copyFileSync(empty, to)
  copyFileSync(empty, other)
  const store = await openStore({ url: from, ...tools })
  t.teardown(() => store.close())
  return { folder, from, to, other, store }
}

function publications(count: number) {
  return Array.from({ length: count }, (_, index) => publication(index + 1))
}

type Watch = (stage: string, share: number) => Promise<void> | void

const copy = (from: string, to: string, progress: Watch = () => undefined, keepReadOnly = false) =>
  copyDatabase(from, to, { progress, keepReadOnly, clock })

function change(path: string, sql: string): void {
  const connection = new Sqlite(path)
  connection.pragma('foreign_keys = OFF')
  connection.exec(sql)
  connection.close()
}

const busy = {
  code: 'store-busy',
  message: 'The database is being copied; until that is done, nothing can be written.',
}
const unfinished = { code: 'store-unusable', message: 'The database is an unfinished copy of another one.' }
const notEmpty = { code: 'store-unusable', message: 'The target of a copy must be a new or empty database.' }

t.test('a copy has every table but those of the search index and its own', async t => {
  const missing = sqliteTables.filter(table => !copiedTables.includes(table)).map(table => getTableName(table))
  t.strictSame(
    missing.filter(name => !name.startsWith('search_')),
    ['store_copy'],
  )
})

t.test('a copy has every row of every table, and continues after the same numbers', async t => {
  const { from, to, store: source } = await opened(t, empty)
  const connection = new Sqlite(from)
  fill(connection)
  connection.close()
  await put(source, ...publications(150))
  change(from, "UPDATE sqlite_sequence SET seq = 5000 WHERE name = 'change'")
  const shares: [string, number][] = []
  const summary = await copy(from, to, (...now) => void shares.push(now))
  t.strictSame(summary, { articles: 151, published: 151, lastChange: 5000 })
  t.strictSame(tableContent(to), tableContent(from))
  t.strictSame([...new Set(shares.map(([stage]) => stage))], ['copying', 'verifying'])
  t.strictSame(
    shares,
    shares.toSorted(([one, a], [other, b]) => (one === other ? a - b : one < other ? -1 : 1)),
    'progress never goes back',
  )
  const store = await openStore({ url: to, ...tools })
  t.teardown(() => store.close())
  await put(store, publication(200))
  t.equal(await store.lastChange(), 5001)
})

t.test('a copy has the uploads of imports, in chunks of any size, and no others', async t => {
  const { from, to, store } = await opened(t)
  const id = numberedId(1)
  const bytes = Buffer.alloc(700_000, 'a chunk of any size ')
  const options = { source: 'test', publish: false, force: false, dryRun: false, pages: false }
  const files = [{ name: 'a.txt', mediaType: 'text/plain', bytes: bytes.length, sha256: '' }]
  const bounds = { imports: 9, bytes: 1_000_000 }
  const wanted = { id, options, files, rights: { publish: false, claims: 'none' } } as const
  await store.addImport({ ...wanted, files: [...files] }, numberedId(2), bounds, write)
  for (let at = 0; at < bytes.length; at += 100_000) await store.writeUpload(id, at, bytes.subarray(at, at + 100_000))
  await store.writeUpload(numberedId(3), 0, bytes.subarray(0, 10))
  await copy(from, to)
  const copied = await openStore({ url: to, ...tools })
  t.teardown(() => copied.close())
  t.strictSame(
    (await copied.uploads()).map(upload => upload.id),
    [id],
  )
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += chunks.at(-1)?.length ?? bytes.length) {
    chunks.push((await copied.readUpload(id, at)) ?? new Uint8Array())
  }
  t.ok(Buffer.concat(chunks).equals(bytes))
})

t.test('nothing is written to a database while it is copied, by any process', async t => {
  const { from, to, store } = await opened(t)
  const outcomes = new Set<unknown>()
  const backup = { articles: 0, published: 0, lastChange: 0, hasDigests: true }
  await copy(from, to, async () => {
    for (const write of [() => put(store, publication(10)), () => noteBackup(from, backup, clock)]) {
      outcomes.add(await write().catch(error => error.message))
    }
    outcomes.add((await store.find('article-1'))?.kind)
  })
  t.strictSame([...outcomes], [busy.message, 'print'], 'reads are answered')
  await t.resolves(put(store, publication(10)), 'then it can be written again')
  t.strictSame(tableContent(to)['article']?.length, 3)
})

t.test('a database stays read-only after its copy if this is wanted, until it is released', async t => {
  const { from, to, other, store } = await opened(t)
  await copy(from, to, undefined, true)
  await t.rejects(put(store, publication(10)), busy)
  await t.rejects(copy(from, other), {
    code: 'store-busy',
    message: 'The database is read-only for a copy to another target.',
  })
  t.equal(await releaseDatabase(from, clock), true)
  t.equal(await releaseDatabase(from, clock), false)
  await t.resolves(put(store, publication(10)))
})

/** Copies until a share is done, then fails. */
async function interrupt(t: Test, from: string, to: string, at = 0.5): Promise<void> {
  const failing = copy(from, to, (_, share) => {
    if (share >= at) throw new RangeError('interrupted')
  })
  await t.rejects(failing, { message: 'interrupted' })
}

t.test('an interrupted copy cannot be opened, and is continued where it stopped', async t => {
  const { from, to, other, store } = await opened(t)
  await interrupt(t, from, to)
  await t.rejects(openStore({ url: to, ...tools }), unfinished)
  await t.rejects(copy(to, other), unfinished)
  const shares: number[] = []
  await copy(from, to, (_, share) => void shares.push(share))
  t.ok((shares[0] ?? 0) > 0.5, 'what was copied is not copied again')
  t.strictSame(tableContent(to), tableContent(from))
  await t.resolves(put(store, publication(10)))
})

t.test('an interrupted copy begins again if its source was written to', async t => {
  const { from, to, store } = await opened(t)
  await interrupt(t, from, to)
  await put(store, publication(1, { title: 'Changed' }))
  const shares: number[] = []
  await copy(from, to, (_, share) => void shares.push(share))
  t.ok((shares[0] ?? 1) < 0.5)
  t.strictSame(tableContent(to), tableContent(from))
})

t.test('after a crash the source is read-only for a minute at most', async t => {
  const { from, to, store } = await opened(t)
  await interrupt(t, from, to)
  // As a process leaves it that was killed.
  change(from, 'UPDATE store_copy SET until = unixepoch() + 60')
  await t.rejects(put(store, publication(10)), busy)
  change(from, 'UPDATE store_copy SET until = unixepoch() - 1')
  await t.resolves(put(store, publication(10)))
  await copy(from, to)
  t.strictSame(tableContent(to), tableContent(from))
})

t.test('of two processes that work on a copy, the later one completes it', async t => {
  const { from, to } = await opened(t)
  const first = copy(from, to, () => change(to, "UPDATE store_copy SET owner = 'other'"))
  await t.rejects(first, { code: 'store-busy', message: /^The copy has ended:/ })
  await copy(from, to)
  t.strictSame(tableContent(to), tableContent(from))
})

t.test('a copy ends if its source is released meanwhile', async t => {
  const { from, to } = await opened(t)
  let released: boolean | undefined
  const running = copy(from, to, async () => {
    released ??= await releaseDatabase(from, clock)
  })
  await t.rejects(running, { code: 'store-busy', message: /^The copy has ended:/ })
  t.equal(released, true)
  await t.rejects(openStore({ url: to, ...tools }), unfinished)
  await t.rejects(copy(from, to), notEmpty, 'whether the source was written to is not known')
})

t.test('a copy that differs from its source is not used, and the next attempt copies everything', async t => {
  const { from, to, other } = await opened(t)
  let isChanged = false
  const damaged = copy(from, to, stage => {
    if (stage === 'verifying' && !isChanged)
      change(to, "UPDATE view_count SET views = 7; UPDATE article SET title = 'x'")
    isChanged ||= stage === 'verifying'
  })
  await t.rejects(damaged, { code: 'store-unusable', message: 'The table article of the copy has other content.' })
  await t.rejects(openStore({ url: to, ...tools }), unfinished)
  await copy(from, to)
  t.strictSame(tableContent(to), tableContent(from))
  let isCut = false
  await t.rejects(
    copy(from, other, stage => {
      if (stage === 'verifying' && !isCut) change(other, 'DELETE FROM audit')
      isCut ||= stage === 'verifying'
    }),
    { code: 'store-unusable', message: 'The table audit of the copy has 0 rows instead of 3.' },
  )
})

t.test('a copy refuses targets that are not empty, and sources that do not exist', async t => {
  const { folder, from, to, other, store } = await opened(t)
  await copy(from, to)
  await t.rejects(copy(from, to), { ...notEmpty, hint: 'Its table article has rows.' })
  await t.rejects(copy(from, from), {
    code: 'config-invalid',
    message: '--to is the database of DATABASE_URL. Give another one.',
  })
  await interrupt(t, from, other)
  await t.rejects(copy(to, other), notEmpty, 'an unfinished copy of another database')
  await t.rejects(copy(join(folder, 'missing.db'), other), {
    code: 'store-unusable',
    message: 'There is no database to copy.',
  })
  const foreign = join(folder, 'foreign.db')
  change(foreign, 'CREATE TABLE a (b)')
  await t.rejects(copy(from, foreign), {
    code: 'store-unusable',
    message: 'The database belongs to another program.',
  })
  await t.resolves(put(store, publication(10)), 'a refused copy does not make its source read-only')
})
