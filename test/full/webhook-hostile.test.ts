import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import t, { type Test } from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import { createWebhook } from '../../src/editorial/webhook/webhook.ts'
import { openStore } from '../../src/store/open.ts'
import { publication, write } from '../contract/store/newsroom.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'
import { serve } from './server.ts'

/** Publications, of 200 articles in turn. `CHANGES=10000` takes some minutes. */
const changes = Number(process.env['CHANGES'] ?? 1000)
const articles = 200
const subscriptions = 20

/** What a receiver does instead of accepting a request; false = it accepts it. */
type Fault = (response: ServerResponse, request: IncomingMessage, count: number) => boolean

/** Answers every n-th request with a fault. */
function every(n: number, answer: (response: ServerResponse, request: IncomingMessage) => unknown): Fault {
  return (response, request, count) => {
    if (count % n !== 3) return false
    answer(response, request)
    return true
  }
}

const receivers: Record<string, Fault> = {
  good: () => false,
  'error 500': every(50, response => response.writeHead(500).end()),
  hang: every(700, () => undefined),
  'error 429': every(60, response => response.writeHead(429, { 'retry-after': '1' }).end()),
  reset: every(70, (_, request) => request.socket.resetAndDestroy()),
  redirect: every(80, response => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()),
  // It accepts the request, and its answer is longer than what is read.
  'long answer': (response, _, count) => {
    if (count % 20 === 1) response.writeHead(200).end(Buffer.alloc(1e7))
    return count % 20 === 1
  },
  gone: (response, _, count) => {
    if (count > 5) response.writeHead(410).end()
    return count > 5
  },
}

/** A receiver that records the last revision of each article, and reports what must not happen to it. */
async function receive(t: Test, name: string, faults: Set<string>) {
  const accepted = new Map<string, number>()
  const revisions = new Map<string, number>()
  const arrived = new Map<string, number>()
  const failed = new Set<string>()
  let count = 0
  let secret = ''
  const server = createServer(async (request, response) => {
    const body = await buffer(request).catch(() => undefined)
    // The sender was killed.
    if (body === undefined) return
    const headers = request.headers as Record<string, string>
    const { data } = new Webhook(secret).verify(body, headers) as { data: { id: string; revision: number } }
    count += 1
    const id = headers['webhook-id'] ?? ''
    if ((revisions.get(id) ?? data.revision) !== data.revision) faults.add(`${name}: one id for two events`)
    revisions.set(id, data.revision)
    if ((arrived.get(data.id) ?? 0) > data.revision) faults.add(`${name}: an older revision after a newer one`)
    arrived.set(data.id, data.revision)
    // Not twice for one event: the attempt after that is five minutes later.
    const isFault = !failed.has(id) && (receivers[name]?.(response, request, count) ?? false)
    if (isFault) failed.add(id)
    if (!isFault || response.statusCode === 200) accepted.set(data.id, data.revision)
    if (!isFault) response.writeHead(204).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    name,
    accepted,
    url: `http://127.0.0.1:${port}/`,
    count: () => count,
    useSecret(value: string) {
      secret = value
    },
  }
}

t.setTimeout(1_800_000)

t.test(
  `${changes} changes, ${subscriptions} receivers with faults, kill -9 twice: each gets the last revisions in order`,
  { timeout: 1_800_000 },
  async t => {
    const url = join(t.testdir(), 'offprint.db')
    const clock = () => new Date()
    const newId = numberedIds('0dd00000')
    const store = await openStore({ url, printer: createPrinter(site, digest), newId, clock, waiting: 'async' })
    t.teardown(() => store.close())
    const faults = new Set<string>()
    const names = Object.keys(receivers)
    const all = await Promise.all(
      Array.from({ length: subscriptions }, (_, index) => receive(t, names[index % names.length] ?? '', faults)),
    )
    for (const one of all) {
      one.useSecret((await createWebhook({ url: one.url }, { actor: 'cli' }, { store, clock, newId })).secret)
    }
    const env = {
      DATABASE_URL: url,
      PUBLIC_URL: site.publicUrl,
      SITE_TITLE: site.title,
      SITE_TIME_ZONE: site.timeZone,
      WEBHOOK_ALLOW_PRIVATE: 'true',
    }
    const requests = () => all.reduce((sum, one) => sum + one.count(), 0)
    let server = await serve(t, [], env)
    const rounds = Math.ceil(changes / articles)
    const kills = [Math.floor(rounds / 3), Math.floor((2 * rounds) / 3)]
    for (let round = 0; round < rounds; round += 1) {
      for (let from = 1; from <= articles; from += 50) {
        const items = Array.from({ length: 50 }, (_, index) => publication(from + index, { title: `Title ${round}` }))
        await store.writeArticles(items, write)
      }
      if (!kills.includes(round)) continue
      // It is killed while it sends.
      for (const before = requests(); requests() < before + 20; ) await setTimeout(5)
      await server.stop('SIGKILL')
      server = await serve(t, [], env)
    }
    const expected = new Map<string, number>()
    for (let from = 0; ; ) {
      const rows = await store.changes(from, 1000)
      for (const { articleId, seq, kind } of rows) if (kind === 'published') expected.set(articleId, seq)
      const end = rows.at(-1)
      if (!end) break
      from = end.seq
    }
    t.equal(expected.size, articles)
    const behind = () =>
      all
        .filter(({ name, accepted }) => {
          return name !== 'gone' && [...expected].some(([id, revision]) => accepted.get(id) !== revision)
        })
        .map(({ name }) => name)
    // Waits as long as requests arrive, and for the longest pause: a request that hangs, and its retry.
    for (let idle = 0, last = -1; behind().length > 0 && idle < 600; idle += 1) {
      if (requests() !== last) idle = 0
      last = requests()
      await setTimeout(100)
    }
    t.strictSame(behind(), [])
    t.strictSame([...faults], [])
    const gone = (await store.webhooks()).flatMap(({ health, settings }) =>
      health.disabled ? [[settings.url, health.disabled.reason]] : [],
    )
    t.strictSame(
      gone.toSorted(),
      all
        .filter(({ name }) => name === 'gone')
        .map(one => [one.url, 'The receiver answered 410 Gone.'])
        .toSorted(),
    )
    t.comment(`${changes} changes, ${requests()} requests`)
    await server.stop()
  },
)
