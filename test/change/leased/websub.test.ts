import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { readLog, sendPings, startPinging } from '../../../src/change/leased/websub.ts'
import type { Site } from '../../../src/domain/address/site.ts'
import { decideErase } from '../../../src/domain/article/transition.ts'
import { createPrinter } from '../../../src/domain/print/print.ts'
import type { ArticleWrite } from '../../../src/domain/store/article/article-store.ts'
import { openStore } from '../../../src/store/open.ts'
import { duePings } from '../../../src/store/rows/log/ping-store.ts'
import { openReader } from '../../../src/store/sqlite/database/connection.ts'
import { build, site } from '../../build.ts'
import { digest, numberedIds } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { ferries } from '../../http/sample.ts'
import { planReader } from '../../store/plan.ts'

/** A hub that records the pings that it receives, and answers with a status that the test can change. */
async function hub(t: Test) {
  const pings: { mode: string | null; url: string | null; type: string | undefined }[] = []
  const answers = { status: 204 }
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request))
    if (answers.status < 300) {
      pings.push({ mode: form.get('hub.mode'), url: form.get('hub.url'), type: request.headers['content-type'] })
    }
    response.writeHead(answers.status, { location: 'http://127.0.0.1:1/' }).end('x')
    server.emit('pings')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const urls = () => pings.map(one => one.url?.replace(`${site.publicUrl}/feeds/`, '')).sort()
  return { url: `http://127.0.0.1:${port}/`, pings, urls, answers, server }
}

async function pinging(t: Test) {
  const one = await hub(t)
  const spoken: Site = { ...site, hubs: [one.url] }
  const built = await build(t, { site: spoken })
  const tools = { store: built.store, site: spoken, clock: () => built.time.now }
  const later = (seconds: number) => {
    built.time.now = new Date(built.time.now.getTime() + seconds * 1000)
  }
  return { ...built, ...one, tools, later }
}

const feeds = ['atom.xml', 'feed.json', 'ninjs.json', 'rss.xml']
const folders = ['', 'authors/ann-writer/', 'categories/transport/', 'languages/en/', 'tags/climate/', 'tags/ferries/']
const all = folders.flatMap(folder => feeds.map(file => folder + file)).sort()

/** For hubs that accept every ping. */
function unheard(error: unknown): never {
  throw error
}

async function sendAll(tools: Parameters<typeof sendPings>[0]): Promise<void> {
  while ((await sendPings(tools, unheard)) > 0);
}

t.test('sends a ping for every feed that a publication changes, and none for earlier publications', async t => {
  const { tools, publish, pings, urls } = await pinging(t)
  await publish('before', { title: 'Before', tags: ['Old'] })
  await readLog(tools)
  await sendAll(tools)
  t.strictSame(pings, [])
  await publish('ferries', ferries)
  t.equal(await readLog(tools), 1)
  await sendAll(tools)
  t.strictSame(urls(), all)
  t.equal(pings[0]?.mode, 'publish')
  t.equal(pings[0]?.type, 'application/x-www-form-urlencoded;charset=UTF-8')
  t.equal(await readLog(tools), 0)
  t.equal(await sendPings(tools, unheard), 0)
})

t.test('sends a ping for a feed that an article leaves', async t => {
  const { tools, publish, end, urls } = await pinging(t)
  await readLog(tools)
  const { id } = await publish('a', { title: 'A', tags: ['One'] })
  await publish('a', { title: 'A', tags: ['Two'] })
  await end(id, { reason: 'deleted' })
  t.equal(await readLog(tools), 3)
  await sendAll(tools)
  const folders = ['', 'languages/en/', 'tags/one/', 'tags/two/']
  t.strictSame(urls(), folders.flatMap(folder => feeds.map(file => folder + file)).sort())
})

t.test('repeats a failed ping with growing pauses until the hub accepts it', async t => {
  const { tools, publish, urls, answers, later } = await pinging(t)
  await readLog(tools)
  await publish('ferries', ferries)
  await readLog(tools)
  for (const [status, pause] of [
    [500, 10],
    [302, 20],
    [404, 40],
  ] as const) {
    answers.status = status
    const failures: string[] = []
    const failed = (error: unknown) => failures.push(String(error))
    for (let round = 0; round < 3; round += 1) t.equal(await sendPings(tools, failed), 0)
    // 24 pings, 20 at a time.
    hasMembers(t, failures, [/^Error: The WebSub hub http:.+ \(and 19 more\)$/, / \(and 3 more\)$/])
    t.ok(failures.every(failure => failure.includes(`The hub answered ${status}.`)))
    t.equal(failures.length, 2)
    later(pause - 1)
    answers.status = 204
    t.equal(await sendPings(tools, unheard), 0, 'sends no ping before the pause ends')
    later(1)
  }
  await sendAll(tools)
  t.strictSame(urls(), all)
})

t.test('another process sends the pings of a dead process, and two live processes send each ping once', async t => {
  const { tools, publish, urls, later } = await pinging(t)
  await readLog(tools)
  await publish('ferries', ferries)
  await readLog(tools)
  const url = `${t.testdirName}/offprint.db`
  const printer = createPrinter(tools.site, digest)
  const store = await openStore({ url, printer, newId: numberedIds('0bbb0000'), clock: tools.clock, waiting: 'async' })
  t.teardown(() => store.close())
  const other = { ...tools, store }
  const now = '2026-11-22T12:00:00Z'
  const claimed = await store.claimPings(now, '2026-11-22T12:01:00Z', 5)
  t.equal(claimed.length, 5)
  await Promise.all([sendAll(tools), sendAll(other)])
  t.equal(urls().length, all.length - 5)
  later(60)
  await Promise.all([sendAll(tools), sendAll(other)])
  t.strictSame(urls(), all)
})

t.test('only one of two readers queues a change, and a change during a ping queues the ping again', async t => {
  const { tools, store, publish } = await pinging(t)
  await Promise.all([readLog(tools), readLog(tools)])
  await publish('ferries', ferries)
  const passed = await Promise.all([readLog(tools), readLog(tools)])
  t.strictSame(passed.toSorted(), [0, 1])
  const now = '2026-11-22T12:00:00Z'
  const [ping] = await store.claimPings(now, '2026-11-22T13:00:00Z', 100)
  if (!ping) throw new Error('no ping is due')
  await publish('ferries', { ...ferries, title: 'Another' })
  await readLog(tools)
  await store.pingDelivered(ping)
  await store.pingFailed(ping, '2026-11-22T14:00:00Z', 'x')
  const again = await store.claimPings(now, '2026-11-22T13:00:00Z', 100)
  hasMembers(
    t,
    again.find(({ topic }) => topic === ping.topic),
    { seq: 2, attempts: 0 },
  )
})

t.test('startPinging sends all pings, and none to a hub that is no longer configured', async t => {
  const { tools, store, publish, urls, server } = await pinging(t)
  await readLog(tools)
  await store.queuePings(
    { reader: 'websub', from: 0, to: 0 },
    [{ hub: 'http://127.0.0.1:1/', topic: 'x' }],
    '2026-11-22T12:00:00Z',
  )
  await publish('ferries', ferries)
  const failures: unknown[] = []
  const running = startPinging(tools, error => failures.push(error))
  while (urls().length < all.length) await once(server, 'pings')
  await running.stop()
  t.strictSame(urls(), all)
  t.strictSame(failures, [])
})

t.test('startPinging reports a hub that it cannot reach, and stops without an error', async t => {
  const { tools, publish, store } = await pinging(t)
  const site = { ...tools.site, hubs: ['http://127.0.0.1:1/'] }
  await readLog({ ...tools, site })
  await publish('ferries', ferries)
  const { promise, resolve } = Promise.withResolvers<unknown>()
  const running = startPinging({ ...tools, site }, resolve)
  t.equal(
    String(await promise),
    `Error: The WebSub hub http://127.0.0.1:1/ did not accept a ping. It is retried later: https://news.example.org/feeds/rss.xml: Error: bad port (and 19 more)`,
  )
  await running.stop()
  t.ok((await store.claimPings('2027-01-01T00:00:00Z', '2027-01-01T00:00:00Z', 100)).length > 0, 'keeps the pings')
})

t.test('finds due pings with an index', async t => {
  await build(t)
  const reader = openReader(`${t.testdirName}/offprint.db`)
  t.teardown(() => reader.close())
  const plan = planReader(t, `${t.testdirName}/offprint.db`)
  hasMembers(t, plan(duePings(reader).toSQL()), [/^SEARCH websub_ping USING INDEX websub_ping_due/])
})

t.test('erase removes waiting pings of feeds of its terms, and keeps those of other feeds', async t => {
  const { tools, store, publish, urls, answers, later } = await pinging(t)
  await readLog(tools)
  await publish('kept', { title: 'Kept', tags: ['Sea'] })
  const { id } = await publish('erased', {
    title: 'Erased',
    tags: ['Sea', 'Sëcret tag', '秘密'],
    authors: [{ name: 'Ann' }],
  })
  await readLog(tools)
  answers.status = 500
  for (let round = 0; round < 3; round += 1) await sendPings(tools, () => undefined)
  const decide: ArticleWrite['decide'] = now => (now ? decideErase(now, '2026-11-22T12:00:00Z') : { unchanged: true })
  await store.writeArticles([{ target: { id }, decide }], { at: '2026-11-22T12:00:00Z', actor: 'cli' })
  later(60)
  answers.status = 204
  await sendAll(tools)
  const folders = ['', 'languages/en/', 'tags/sea/']
  t.strictSame(urls(), folders.flatMap(folder => feeds.map(file => folder + file)).sort())
})
