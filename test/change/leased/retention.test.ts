import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { pruneOnce, type RetentionDeps } from '../../../src/change/leased/retention.ts'
import { openStore } from '../../../src/store/open.ts'
import { build } from '../../build.ts'
import { at, draft, openFresh, publication, put } from '../../contract/store/newsroom.ts'
import { article, content, numberedId } from '../../domain/sample.ts'
import { copyEmptyStore } from '../../empty-store.ts'
import { hasMembers } from '../../has-members.ts'

const retention = { changes: 90, audit: 730, sources: 90, jobs: 30, views: 730 }

/** A store, with functions that prune as if days had passed, make rows older and count the rows of a table. */
async function kept(t: Test) {
  let path = ''
  const { store } = await openFresh(t, {
    name: 'sqlite',
    place: test => {
      path = join(test.testdir(), 'offprint.db')
      return path
    },
    async open(place, tools) {
      await copyEmptyStore(place)
      return openStore({ url: place, waiting: 'blocking', ...tools })
    },
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

t.test('pruning removes changes and audit entries in batches when they are older than their retention', async t => {
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
    'keeps the newest old row, because tokens are checked against it',
  )
  t.equal(count('audit'), 702)
  await prune(731)
  t.strictSame([count('audit'), count('change'), await store.lastChange()], [0, 1, 702])
  await prune(10_000, { retention: { ...retention, changes: 0 } })
  t.equal(count('change'), 1)
})

t.test('pruning keeps tombstones', async t => {
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
  hasMembers(t, await store.find('article-1'), { kind: 'gone', tombstone: { reason: 'deleted' } })
  t.equal(count('tombstone'), 1)
})

t.test('pruning keeps the changes that a leased reader has not read yet', async t => {
  const { store, prune, count } = await kept(t)
  await put(store, ...Array.from({ length: 10 }, (_, index) => publication(index + 1)))
  await store.queuePings({ reader: 'websub', from: undefined, to: 4 }, [], at)
  await prune(91, { readers: ['websub'] })
  t.equal(count('change'), 7, 'keeps row 4 and all later rows')
  await prune(91)
  t.equal(count('change'), 1)
})

t.test('pruning removes the source of an article that was edited after its import, and jobs that ended', async t => {
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

t.test('only one process prunes until its lease expires', async t => {
  const { store, deps, count } = await kept(t)
  await put(store, publication(1), publication(2), publication(3))
  t.equal(await store.claimRetention({ owner: 'other', until: '2027-11-22T09:00:00Z' }, at), true)
  t.equal(await pruneOnce(deps(100)), false)
  t.equal(count('change'), 3)
  await pruneOnce(deps(366))
  t.equal(count('change'), 1)
})

t.test('GET /v1/sync answers 410 to a token from the pruned log, and accepts a token from its end', async t => {
  const { app, store, time, publish } = await build(t)
  await publish('a', { title: 'One' })
  const sync = async (token?: string) => {
    const answer = await app.inject(`/v1/sync${token === undefined ? '' : `?token=${token}`}`)
    return { status: answer.statusCode, ...answer.json<{ token: string; code?: string; articles?: unknown[] }>() }
  }
  const early = await sync()
  await publish('b', { title: 'Two' })
  await publish('c', { title: 'Three' })
  // A new token, because the answer to `early` would be cached in memory.
  const end = await sync()
  time.now = new Date('2027-03-01T12:00:00Z')
  const deps = { store, clock: () => time.now, owner: 'one', retention, readers: [] }
  while (await pruneOnce(deps));
  hasMembers(t, await sync(early.token), { status: 410, code: 'full-sync-required' })
  hasMembers(t, await sync(end.token), { status: 200, articles: [] })
  await publish('d', { title: 'Four' })
  hasMembers(t, await sync(end.token), { status: 200, articles: [{ title: 'Four' }] })
})
