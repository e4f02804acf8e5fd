import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import t, { type Test } from 'tap'
import type { AppDeps } from '../../src/app/deps.ts'
import type { Store } from '../../src/domain/store/store.ts'
import { type Built, build } from '../build.ts'
import { lead } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { desk } from './editorial/desk.ts'
import { everyAddress, ferries, outspoken } from './sample.ts'
import { decoded, lasting, wire } from './wire.ts'

const long = {
  title: 'Long',
  views: 3,
  sections: [lead(...Array.from({ length: 40 }, (_, n) => `Sentence ${n} of it.`))],
}

/** The application on a real socket; `reads` records the reads of its store. */
async function serving(t: Test, more: Partial<AppDeps> = {}, gate: () => Promise<void> = async () => {}) {
  const reads: string[] = []
  const counted = (store: Store): Store => ({
    ...store,
    async find(ref) {
      reads.push(ref)
      await gate()
      return store.find(ref)
    },
    async list(...query) {
      reads.push('list')
      return store.list(...query)
    },
  })
  const built: Built = await build(t, more, counted)
  return { ...built, reads, ask: await wire(built.app) }
}

t.test(
  'every route: the cached answer equals the answer of the route, by GET, by HEAD and with an entity tag',
  async t => {
    const { app, publish, ask, time } = await serving(t, { site: outspoken })
    await publish('ferries', ferries)
    time.now = new Date('2026-11-22T12:00:10Z')
    for (const { path, url } of everyAddress()) {
      if (path === '/v1/stream') continue
      const routed = await ask(url)
      if (routed.headers['cache-control'] === 'no-store') continue
      const hit = await ask(url)
      t.equal(hit.status, 200, path)
      t.strictSame(hit.body, routed.body, path)
      t.strictSame(lasting(hit), lasting(routed), path)
      hasMembers(t, hit.headers, { date: /GMT$/, 'x-request-id': /^[\w-]{22}-[0-9a-z]+$/ }, path)
      t.not(hit.headers['x-request-id'], routed.headers['x-request-id'], path)
      const head = await ask(url, {}, 'HEAD')
      t.strictSame([head.status, head.body.length, lasting(head)], [200, 0, lasting(routed)], path)
      const etag = String(hit.headers['etag'])
      const known = await ask(url, { 'if-none-match': etag, 'cache-control': 'no-cache' })
      const inject = await app.inject({ url, headers: { 'if-none-match': etag } })
      t.strictSame([known.status, known.body.length], [304, 0], path)
      const { date: _, 'x-request-id': __, connection: ___, ...headers } = inject.headers
      t.strictSame(lasting(known), headers, path)
    }
  },
)

t.test('an answer is read from the store once for any order and spelling of the parameters', async t => {
  const { publish, ask, reads } = await serving(t)
  await publish('a', { title: 'A', tags: ['X'] })
  const spellings = ['limit=5&tag=x', 'tag=x&limit=5', 'tag=%78&limit=5', 'limit=5&tag=x']
  const bodies = []
  for (const query of spellings) bodies.push((await ask(`/v1/articles?${query}`)).body.toString())
  t.strictSame(reads, ['list'])
  t.equal(new Set(bodies).size, 1)
  await ask('/v1/articles?limit=6&tag=x')
  t.strictSame(reads, ['list', 'list'])
})

t.test('errors and redirects are not cached', async t => {
  const { publish, end, ask, reads } = await serving(t)
  const { id } = await publish('ferries', ferries)
  const gone = await publish('b', { title: 'B' })
  await end(gone.id, { reason: 'deleted' })
  // Electric-ferries is also looked up by its normalized slug.
  const cases: [string, number, number][] = [
    ['/v1/articles/none', 404, 2],
    ['/v1/articles/b', 410, 2],
    ['/v1/articles/electric-ferries', 308, 2],
    ['/v1/articles/Electric-ferries', 308, 4],
    ['/v1/articles?limt=1', 400, 0],
    [`/v1/articles/${id}?x=1`, 400, 0],
    [`/v1/articles/${'x'.repeat(1500)}`, 414, 0],
    ['/v1/articles/%ff', 400, 0],
    ['/nowhere', 404, 0],
  ]
  for (const [path, status, asked] of cases) {
    reads.length = 0
    t.equal((await ask(path)).status, status, path)
    t.equal((await ask(path)).status, status, path)
    t.equal(reads.length, asked, path)
  }
  t.equal((await ask(`/v1/articles/${id}`, {}, 'POST')).status, 405)
})

t.test('an article is served after it is published and answers 410 after it ends', async t => {
  const { publish, end, ask } = await serving(t)
  t.equal((await ask('/v1/articles/a')).status, 404)
  const { id } = await publish('a', { title: 'A' })
  t.equal((await ask('/v1/articles/a')).status, 200)
  t.equal((await ask('/v1/articles/a')).status, 200)
  await end(id, { reason: 'withdrawn' })
  t.equal((await ask('/v1/articles/a')).status, 410)
})

t.test('simultaneous requests for one article cause one read of the store', async t => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const { promise: asked, resolve: first } = Promise.withResolvers<void>()
  const gate = () => {
    first()
    return opened
  }
  const { publish, ask, reads } = await serving(t, {}, gate)
  await publish('a', { title: 'A' })
  const answers = Array.from({ length: 20 }, () => ask('/v1/articles/a'))
  const others = Array.from({ length: 5 }, () => ask('/v1/articles/none'))
  await asked
  // Lets the event loop turn until the other requests have arrived and wait.
  while (reads.length < 2) await new Promise(resolve => setImmediate(resolve))
  open()
  t.strictSame(
    (await Promise.all(answers)).map(({ status }) => status),
    Array.from({ length: 20 }, () => 200),
  )
  t.strictSame(
    (await Promise.all(others)).map(({ status }) => status),
    Array.from({ length: 5 }, () => 404),
  )
  t.equal(reads.filter(ref => ref === 'a').length, 1)
})

t.test('an answer is sent but not cached if the article changed while it was read', async t => {
  let during: (() => Promise<unknown>) | undefined
  const gate = async () => {
    const work = during
    during = undefined
    await work?.()
  }
  const { publish, store, ask, reads } = await serving(t, {}, gate)
  await publish('a', { title: 'A' })
  const stale = store.find('a')
  // The route reads, then the article changes and another request updates the cache, all before the answer is built.
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  during = async () => {
    await stale
    await publish('a', { title: 'A', summary: 'New.' })
    await ask('/v1')
    await ask('/v1/articles')
    release()
  }
  const first = ask('/v1/articles/a')
  await held
  await first
  const after = await ask('/v1/articles/a')
  hasMembers(t, JSON.parse(after.body.toString()), { summary: 'New.' })
  t.equal(reads.filter(ref => ref === 'a').length, 2)
})

t.test('br and gzip decode to the bytes of identity and have the same entity tag', async t => {
  const { publish, ask } = await serving(t)
  await publish('long', long)
  const path = '/v1/articles/long'
  const plain = await ask(path)
  t.equal(plain.headers['content-encoding'], undefined)
  for (const coding of ['br', 'gzip']) {
    const answer = await ask(path, { 'accept-encoding': coding })
    t.equal(answer.headers['content-encoding'], coding)
    t.strictSame(decoded(answer), plain.body, coding)
    t.equal(answer.headers['content-length'], String(answer.body.length))
    t.ok(answer.body.length < plain.body.length / 2)
    t.equal(answer.headers['vary'], 'Accept-Encoding')
    const { 'content-encoding': _, 'content-length': __, ...rest } = lasting(answer)
    const { 'content-length': ___, ...same } = lasting(plain)
    t.strictSame(rest, same)
    const head = await ask(path, { 'accept-encoding': coding }, 'HEAD')
    t.strictSame([head.body.length, lasting(head)], [0, lasting(answer)])
    const known = await ask(path, { 'accept-encoding': coding, 'if-none-match': String(answer.headers['etag']) })
    t.equal(known.status, 304)
  }
  const cases: [string, string | undefined][] = [
    ['gzip, deflate, br', 'br'],
    ['br;q=0.2, gzip', 'gzip'],
    ['identity, *;q=0.5', undefined],
    ['br;q=0, *', 'gzip'],
    ['deflate', undefined],
    ['', undefined],
  ]
  for (const [accepts, coding] of cases) {
    t.equal((await ask(path, { 'accept-encoding': accepts })).headers['content-encoding'], coding, accepts)
  }
})

t.test('an answer too short to compress is sent uncompressed', async t => {
  const { ask } = await serving(t)
  for (let round = 0; round < 5; round += 1) {
    const { headers } = await ask('/v1/categories', { 'accept-encoding': 'br' })
    t.equal(headers['content-encoding'], undefined)
  }
})

t.test('a valid X-Request-Id is kept, and any other answer has a new id', async t => {
  const { ask } = await serving(t)
  await ask('/v1')
  t.equal((await ask('/v1', { 'x-request-id': 'mine-1.2_3' })).headers['x-request-id'], 'mine-1.2_3')
  t.match((await ask('/v1', { 'x-request-id': 'a b' })).headers['x-request-id'], /^CqoAAAAAcACAAAAAAAAAAQ-[a-z\d]+$/)
  t.match(
    (await ask('/v1', { 'x-request-id': ['a', 'b'] })).headers['x-request-id'],
    /^CqoAAAAAcACAAAAAAAAAAQ-[a-z\d]+$/,
  )
  t.not((await ask('/v1')).headers['x-request-id'], (await ask('/v1')).headers['x-request-id'])
})

t.test('with a list of origins, CORS headers depend on the origin and Vary names it', async t => {
  const { app, ask } = await serving(t, { corsOrigins: ['https://a.example', 'https://b.example'] })
  await ask('/v1', { origin: 'https://a.example' })
  for (const origin of ['https://a.example', 'https://b.example', 'https://c.example', undefined]) {
    const headers: Record<string, string> = origin === undefined ? {} : { origin }
    const hit = await ask('/v1', headers)
    const inject = await app.inject({ url: '/v1', headers })
    t.equal(hit.headers['access-control-allow-origin'], inject.headers['access-control-allow-origin'])
    t.equal(hit.headers['access-control-allow-origin'], origin?.startsWith('https://c') ? undefined : origin)
    t.equal(hit.headers['vary'], 'Origin, Accept-Encoding')
    t.equal(hit.headers['access-control-expose-headers'], inject.headers['access-control-expose-headers'])
  }
})

t.test('Last-Modified is one second early within the second of the change, and exact afterwards', async t => {
  const { publish, ask, time } = await serving(t)
  await publish('a', { title: 'A' })
  const path = '/v1/articles/a'
  const now = 'Sun, 22 Nov 2026 12:00:00 GMT'
  for (const _ of [1, 2]) t.equal((await ask(path)).headers['last-modified'], 'Sun, 22 Nov 2026 11:59:59 GMT')
  t.equal((await ask(path, { 'if-modified-since': now })).status, 200)
  time.now = new Date('2026-11-22T12:00:01Z')
  for (const _ of [1, 2]) t.equal((await ask(path)).headers['last-modified'], now)
  t.equal((await ask(path, { 'if-modified-since': now })).status, 304)
  t.equal((await ask(path, { 'if-modified-since': now, 'if-none-match': '"x"' })).status, 200)
  t.equal((await ask(path, { 'if-modified-since': 'Sun, 22 Nov 2026 11:59:59 GMT' })).status, 200)
})

t.test('PUBLIC_READ=false: an answer cached for a key is not sent to a client without one', async t => {
  const { app, make, secretOf } = await desk(t, { publicRead: false })
  await make({ title: 'Ferries' }, true)
  const ask = await wire(app)
  const reader = { authorization: `Bearer ${await secretOf(['content:read'])}` }
  const writer = { authorization: `Bearer ${await secretOf(['articles:write'])}` }
  for (const _ of [1, 2, 3]) t.equal((await ask('/v1/articles/ferries', reader)).status, 200)
  t.equal((await ask('/v1/articles/ferries')).status, 401)
  t.equal((await ask('/v1/articles/ferries', writer)).status, 403)
})

t.test('CACHE_BYTES=0: every request reads from the store', async t => {
  const { publish, ask, reads } = await serving(t, { cacheBytes: 0 })
  await publish('a', { title: 'A' })
  for (const _ of [1, 2, 3]) t.equal((await ask('/v1/articles/a')).status, 200)
  t.strictSame(reads, ['a', 'a', 'a'])
})

t.test('many different addresses do not evict an answer that is requested repeatedly', async t => {
  const { publish, ask, reads } = await serving(t, { cacheBytes: 60_000 })
  await publish('a', { title: 'A' })
  const hot = () => ask('/v1/articles/a')
  await hot()
  for (let number = 1; number <= 90; number += 1) {
    await ask(`/v1/articles?limit=${1 + (number % 100)}&publishedBefore=2026-11-${10 + (number % 19)}T00:00:00Z`)
    if (number % 10 === 0) await hot()
  }
  t.strictSame(
    reads.filter(ref => ref === 'a'),
    ['a'],
  )
})

t.test('pipelined requests on one connection are answered in order', async t => {
  const { app, publish, ask } = await serving(t)
  await publish('a', { title: 'A' })
  await ask('/v1/articles/a')
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  const paths = ['/v1/articles/a', '/v1/articles/none', '/v1/articles/a', '/v1/categories', '/v1/articles/a']
  socket.write(paths.map(path => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''))
  socket.write('GET /v1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  let all = ''
  socket.on('data', chunk => {
    all += chunk
  })
  await once(socket, 'close')
  t.strictSame(
    [...all.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status),
    ['200', '404', '200', '200', '200', '200'],
  )
})
