import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { pruneOnce, type RetentionDeps } from '../../../src/change/leased/retention.ts'
import { openStore } from '../../../src/store/open.ts'
import { build } from '../../build.ts'
import { at, draft, openFresh, publication, put } from '../../contract/store/newsroom.ts'
import { article, content, numberedId } from '../../domain/sample.ts'

const retention = { changes: 90, audit: 730, sources: 90, jobs: 30 }

/** A store whose clock is moved by hand, and a look at its tables. */
async function kept(t: Test) {
  let path = ''
  const { store } = await openFresh(t, {
    name: 'sqlite',
    place: test => {
      path = join(test.testdir(), 'offprint.db')
      return path
    },
    open: (place, tools) => openStore({ url: place, waiting: 'blocking', ...tools }),
  })
  const db = new Sqlite(path)
  t.teardown(() => db.close())
  const deps = (days: number, more: Partial<RetentionDeps> = {}): RetentionDeps => ({
    store,
    clock: () => new Date(Date.parse(at) + days * 86_400_000),
    owner: 'one',
    retention,
    readers: [],
    ...more,
  })
  async function prune(days: number, more: Partial<RetentionDeps> = {}) {
    while (await pruneOnce(deps(days, more)));
  }
  const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  const age = (table: string, column: string, days: number, where = '1') =>
    db.prepare(`UPDATE ${table} SET ${column} = ${column} + ${days * 86_400} WHERE ${where}`).run()
  return { store, db, deps, prune, count, age }
}

t.test('changes and audit entries are removed when they are older than their days, in batches', async t => {
  const { store, prune, count, age } = await kept(t)
  await put(store, ...Array.from({ length: 700 }, (_, index) => publication(index + 1)))
  await put(store, publication(800), publication(801))
  age('change', 'at', 60, 'seq > 700')
  await prune(89)
  t.equal(count('change'), 702)
  await prune(91)
  t.strictSame(
    (await store.changes(0, 10)).map(({ seq }) => seq),
    [700, 701, 702],
    'the newest old row is kept, by which tokens are checked',
  )
  t.equal(count('audit'), 702)
  await prune(731)
  t.strictSame([count('audit'), count('change'), await store.lastChange()], [0, 1, 702])
  await prune(10_000, { retention: { ...retention, changes: 0 } })
  t.equal(count('change'), 1)
})

t.test('tombstones are not pruned', async t => {
  const { store, prune, count } = await kept(t)
  const ended = { ...article({ id: numberedId(1), content: content() }), status: 'deleted' as const }
  await put(store, publication(1))
  await put(store, {
    target: { id: numberedId(1) },
    decide: now => ({
      article: { ...(now ?? ended), version: 3, status: 'deleted' },
      end: { reason: 'deleted', at },
      audit: { action: 'delete' },
    }),
  })
  await prune(100_00)
  t.match(await store.find('article-1'), { kind: 'gone', tombstone: { reason: 'deleted' } })
  t.equal(count('tombstone'), 1)
})

t.test('what a leased reader of the log has still to read stays', async t => {
  const { store, prune, count } = await kept(t)
  await put(store, ...Array.from({ length: 10 }, (_, index) => publication(index + 1)))
  await store.queuePings({ reader: 'websub', from: undefined, to: 4 }, [], at)
  await prune(91, { readers: ['websub'] })
  t.equal(count('change'), 7, 'row 4 and what follows')
  await prune(91)
  t.equal(count('change'), 1)
})

t.test('a source goes once its article was changed by another than the import; a job when it ended', async t => {
  const { store, db, prune, count } = await kept(t)
  const source = {
    importer: 'text',
    name: 'a.txt',
    mediaType: 'text/plain',
    bytes: new Uint8Array([1]),
    hash: 'x',
  }
  for (const number of [1, 2]) {
    const id = numberedId(number)
    const imported = { hash: 'h', version: 1, origin: '/a.txt' }
    const own = article({ id, content: content({ slug: `article-${number}` }), imported })
    await put(store, { target: { id }, decide: () => ({ article: own, source, audit: { action: 'import' } }) })
  }
  await put(store, draft(2, { title: 'Ours' }))
  await prune(89)
  t.equal(count('raw_source'), 2)
  await prune(91)
  t.ok(await store.source(numberedId(1)))
  t.equal(await store.source(numberedId(2)), undefined)

  const job =
    db.prepare(`INSERT INTO job (id, kind, subject, state, cursor, seq, total, done, actor, created_at, ended_at)
    VALUES (?, 'reprint', 'term:x', ?, '', 0, 0, 0, 'system', 0, ?)`)
  job.run('old', 'done', Date.parse(at) / 1000)
  job.run('waiting', 'waiting', null)
  await prune(31)
  t.strictSame(db.prepare('SELECT id FROM job').pluck().all(), ['waiting'])
})

t.test('one process prunes at a time, until its lease has run out', async t => {
  const { store, deps, count } = await kept(t)
  await put(store, publication(1), publication(2), publication(3))
  t.equal(await store.claimRetention({ owner: 'other', until: '2027-11-22T09:00:00Z' }, at), true)
  t.equal(await pruneOnce(deps(100)), false)
  t.equal(count('change'), 3)
  await pruneOnce(deps(366))
  t.equal(count('change'), 1)
})

t.test('a token of the pruned log answers 410, a token at its end goes on', async t => {
  const { app, store, time, publish } = await build(t)
  await publish('a', { title: 'One' })
  const sync = async (token?: string) => {
    const answer = await app.inject(`/v1/sync${token === undefined ? '' : `?token=${token}`}`)
    return { status: answer.statusCode, ...answer.json<{ token: string; code?: string; articles?: unknown[] }>() }
  }
  const early = await sync()
  await publish('b', { title: 'Two' })
  await publish('c', { title: 'Three' })
  // Another one than `early`, whose answer would be kept in memory.
  const end = await sync()
  time.now = new Date('2027-03-01T12:00:00Z')
  const deps = { store, clock: () => time.now, owner: 'one', retention, readers: [] }
  while (await pruneOnce(deps));
  t.match(await sync(early.token), { status: 410, code: 'full-sync-required' })
  t.match(await sync(end.token), { status: 200, articles: [] })
  await publish('d', { title: 'Four' })
  t.match(await sync(end.token), { status: 200, articles: [{ title: 'Four' }] })
})
