import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import type { AppDeps } from '../../src/app/deps.ts'
import { articleGroup, termGroup } from '../../src/domain/change.ts'
import type { TermKind } from '../../src/domain/term/term.ts'
import { build } from '../build.ts'
import { lead } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { openStream, type StreamEvent } from './event-source.ts'

const streams = { max: 100, maxPerClient: 100, bufferBytes: 1_048_576, heartbeatMs: 10_000, pollMs: 5 }

async function listening(t: Test, more: Partial<AppDeps> = {}) {
  const built = await build(t, { streams, ...more })
  await built.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = built.app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/v1/stream`
  const token = async (query = '') => (await built.app.inject(`/v1/sync${query}`)).json().token as string
  return { ...built, url, token }
}

const told = (events: readonly StreamEvent[]) =>
  events.map(({ event, data }) => [event, Object(data).slug, Object(data).revision])

t.test('GET /v1/stream sends publications and ends at once, with ids that are valid sync tokens', async t => {
  const { app, publish, end, url } = await listening(t)
  await publish('old', { title: 'Old' })
  const stream = await openStream(url)
  t.equal(stream.status, 200)
  hasMembers(t, stream.headers, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'content-security-policy': /default-src 'none'/,
    'access-control-allow-origin': '*',
    'x-request-id': /^[\w-]{22}-[a-z\d]+$/,
  })
  const first = await stream.next()
  hasMembers(t, first, { retry: 3000, id: /^[\w-]+$/ })
  const { id } = await publish('a', { title: 'A', sections: [lead('Words.')] })
  const events = await stream.take(1)
  await end(id, { reason: 'withdrawn' })
  events.push(...(await stream.take(1)))
  t.strictSame(told(events), [
    ['article', 'a', 2],
    ['tombstone', 'a', 3],
  ])
  t.notOk('sections' in Object(events[0]?.data))
  stream.close()

  const page = (await app.inject({ url: '/v1/sync', query: { token: first?.id ?? '' } })).json()
  hasMembers(t, page, { articles: [], tombstones: [{ id, reason: 'withdrawn' }], more: false })
  hasMembers(t, (await app.inject({ url: '/v1/sync', query: { token: events[1]?.id ?? '' } })).json(), {
    articles: [],
    tombstones: [],
    more: false,
  })
})

t.test('GET /v1/stream: Last-Event-ID has precedence over since, and both continue without a gap', async t => {
  const { publish, url, token } = await listening(t)
  const begin = await token('?include=sections')
  for (const key of ['a', 'b', 'c']) await publish(key, { title: key, sections: [lead('Words.')] })
  const stream = await openStream(`${url}?since=${begin}`)
  const missed = await stream.take(3)
  t.strictSame(told(missed), [
    ['article', 'a', 1],
    ['article', 'b', 2],
    ['article', 'c', 3],
  ])
  t.strictSame(
    missed.map(({ id, data }) => [id !== undefined, Object(data).sections.length]),
    [
      [false, 1],
      [false, 1],
      [true, 1],
    ],
  )
  await publish('d', { title: 'd' })
  const [live] = await stream.take(1)
  t.strictSame(told([live ?? {}]), [['article', 'd', 4]])
  stream.close()
  await publish('e', { title: 'e' })
  const again = await openStream(`${url}?since=${begin}`, { 'last-event-id': live?.id ?? '' })
  t.strictSame(told(await again.take(1)), [['article', 'e', 5]])
  again.close()
})

t.test('GET /v1/stream sends all missed events before new ones', async t => {
  const { store, publish, url, token } = await listening(t)
  const begin = await token()
  const keys = Array.from({ length: 120 }, (_, index) => `a${index}`)
  for (const key of keys) await publish(key, { title: key })
  const stream = await openStream(`${url}?since=${begin}`)
  const missed = stream.take(keys.length)
  await publish('new', { title: 'new' })
  t.strictSame(
    (await missed).map(({ data }) => Object(data).slug),
    keys,
  )
  t.strictSame(told(await stream.take(1)), [['article', 'new', await store.lastChange()]])
  stream.close()
})

t.test('GET /v1/stream: a token from the middle of a walk continues with the rest of the walk first', async t => {
  const { app, publish, url } = await listening(t)
  for (const day of [1, 2, 3]) await publish(`a${day}`, { title: `a${day}`, publishedAt: `2026-01-0${day}T00:00:00Z` })
  const { token } = (await app.inject('/v1/sync?limit=1')).json()
  await publish('a1', { title: 'a1 again' })
  const stream = await openStream(`${url}?since=${token}`)
  t.strictSame(told(await stream.take(2)), [
    ['article', 'a2', 2],
    ['article', 'a1', 4],
  ])
  stream.close()
})

t.test('GET /v1/stream: a filter reports articles that enter and leave it, and view=ref sends refs', async t => {
  const { publish, edit, url } = await listening(t)
  const german = await openStream(`${url}?language=de&view=ref`)
  await german.next()
  const { id, slug } = await publish('a', { title: 'A', language: 'de' })
  const events = await german.take(1)
  await publish('b', { title: 'B', language: 'en' })
  await edit(id, content => ({ ...content, language: 'en' }))
  events.push(...(await german.take(1)))
  t.strictSame(told(events), [
    ['article', 'a', 1],
    ['tombstone', 'a', 3],
  ])
  const groups = [articleGroup(id), 'list', 'language:de']
  t.strictSame(events[0]?.data, { id, slug, revision: 1, language: 'de', groups })
  hasMembers(t, events[1]?.data, { reason: 'left-filter', groups: [...groups, 'language:en'] })
  german.close()
})

t.test('GET /v1/stream: live and missed events have the cache groups from before and after the change', async t => {
  const { store, publish, end, url, token } = await listening(t)
  const begin = await token('?view=ref')
  const stream = await openStream(`${url}?view=ref`)
  await stream.next()
  const { id } = await publish('a', { title: 'A', category: 'Transport', tags: ['Boats'], language: 'de-AT' })
  const live = await stream.take(1)
  await publish('a', { title: 'A', category: 'Culture', language: 'de-AT' })
  live.push(...(await stream.take(1)))
  await end(id, { reason: 'withdrawn' })
  live.push(...(await stream.take(1)))
  stream.close()
  const groupOf = async (kind: TermKind, slug: string) => {
    const { named } = await store.filterTerms({ [kind]: [slug] })
    return termGroup(kind, named[kind]?.[0] ?? '')
  }
  const [transport, culture, boats] = [
    await groupOf('category', 'transport'),
    await groupOf('category', 'culture'),
    await groupOf('tag', 'boats'),
  ]
  const shared = [articleGroup(id), 'list', 'language:de-AT', 'language:de']
  const groups = live.map(({ data }) => Object(data).groups)
  t.strictSame(groups, [
    [...shared, transport, boats],
    [...shared, transport, boats, culture],
    [...shared, culture],
  ])

  const late = await openStream(`${url}?since=${begin}`)
  const [missed] = await late.take(1)
  t.strictSame(Object(missed?.data).groups, [...shared, transport, boats, culture], 'one event for three changes')
  late.close()
})

t.test('GET /v1/stream sends heartbeats, with an id after changes outside the filter', async t => {
  const { publish, url } = await listening(t, { streams: { ...streams, heartbeatMs: 20 } })
  const stream = await openStream(`${url}?language=de`)
  const first = await stream.next()
  t.strictSame(await stream.next(), { comment: true })
  await publish('b', { title: 'B', language: 'en' })
  let beat = await stream.next()
  while (beat && !beat.id) beat = await stream.next()
  hasMembers(t, beat, { comment: true, id: /^[\w-]+$/ })
  t.not(beat?.id, first?.id)
  t.strictSame(await stream.next(), { comment: true })
  stream.close()
})

t.test('GET /v1/stream notices a commit of another connection', async t => {
  const { publish, url, store } = await listening(t)
  const stream = await openStream(url)
  const before = store.version()
  await publish('a', { title: 'A' })
  t.not(store.version(), before)
  t.strictSame(told(await stream.take(1)), [['article', 'a', 1]])
  stream.close()
})

t.test('GET /v1/stream builds each message once for all readers with the same parameters', async t => {
  const { publish, url, store } = await listening(t)
  const asked: string[] = []
  const watched = new Proxy(store, {
    get(target, name) {
      asked.push(String(name))
      return Reflect.get(target, name)
    },
  })
  const { app } = await build(t, { store: watched, streams })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const shared = url.replace(/:\d+/, `:${(app.server.address() as AddressInfo).port}`)
  const all = await Promise.all(Array.from({ length: 20 }, () => openStream(shared)))
  for (const stream of all) await stream.next()
  asked.length = 0
  await publish('a', { title: 'A' })
  for (const stream of all) t.strictSame(told(await stream.take(1)), [['article', 'a', 1]])
  t.equal(asked.filter(name => name === 'deliveryStates').length, 1)
  t.ok(asked.filter(name => name === 'changes').length <= 2)
  for (const stream of all) stream.close()
})

t.test('GET /v1/stream answers 503 above the limit, and 200 after a stream is closed', async t => {
  const { url } = await listening(t, { streams: { ...streams, max: 1 } })
  const first = await openStream(url)
  const second = await openStream(url)
  t.equal(second.status, 503)
  t.equal(second.headers['retry-after'], '5')
  hasMembers(t, JSON.parse(await second.text()), { code: 'too-many-streams', status: 503 })
  first.close()
  let third = await openStream(url)
  while (third.status === 503) {
    await third.text()
    third = await openStream(url)
  }
  t.equal(third.status, 200)
  third.close()
})

t.test('GET /v1/stream limits the streams per client', async t => {
  const concurrency = { streams: { ...streams, maxPerClient: 1 }, trustedProxies: ['127.0.0.1'] }
  const { url } = await listening(t, concurrency)
  const from = (address: string) => openStream(url, { 'x-forwarded-for': address })
  const first = await from('2001:db8::1')
  const second = await from('2001:db8::2')
  t.equal(second.status, 503, 'a 64-bit network is one client')
  hasMembers(t, JSON.parse(await second.text()), { code: 'too-many-streams' })
  const other = await from('198.51.100.1')
  t.equal(other.status, 200)
  for (const stream of [first, other]) stream.close()
})

t.test('GET /v1/stream: close ends every stream cleanly and does not wait for clients', async t => {
  const { app, url } = await listening(t)
  const all = await Promise.all([openStream(url), openStream(url)])
  for (const stream of all) await stream.next()
  await app.close()
  t.strictSame(await Promise.all(all.map(stream => stream.next())), [undefined, undefined])
})

t.test('HEAD /v1/stream has the headers of GET and ends', async t => {
  const { app, url, token } = await listening(t)
  const stream = await openStream(url)
  const { statusCode, headers, body } = await app.inject({ method: 'HEAD', url: '/v1/stream' })
  t.strictSame([statusCode, body], [200, ''])
  for (const name of Object.keys(stream.headers)) {
    if (!['date', 'x-request-id', 'transfer-encoding', 'connection'].includes(name)) {
      t.equal(headers[name], stream.headers[name], name)
    }
  }
  t.equal((await app.inject({ method: 'HEAD', url: `/v1/stream?since=${await token()}` })).statusCode, 200)
  t.equal((await app.inject({ method: 'HEAD', url: '/v1/stream?since=AAAAAAAAAAA' })).statusCode, 400)
  stream.close()
})

t.test('GET /v1/stream refuses invalid parameters and tokens before it sends anything', async t => {
  const { app, token } = await listening(t)
  const refused = async (query: Record<string, string>, headers = {}) => {
    const { statusCode, headers: sent, body } = await app.inject({ url: '/v1/stream', query, headers })
    return [statusCode, JSON.parse(body).code, sent['content-type'], sent['cache-control']]
  }
  const problem = ['application/problem+json', 'no-store']
  t.strictSame(await refused({ sinc: 'x' }), [400, 'invalid-request', ...problem])
  t.strictSame(await refused({ limit: '5' }), [400, 'invalid-request', ...problem])
  t.strictSame(await refused({ since: 'x' }), [400, 'token-invalid', ...problem])
  t.strictSame(await refused({}, { 'last-event-id': 'x' }), [400, 'token-invalid', ...problem])
  t.strictSame(await refused({ since: await token(), language: 'de' }), [400, 'token-mismatch', ...problem])
})

t.test('GET /v1/stream: a filter by a term that is created later sends its articles', async t => {
  const { publish, url } = await listening(t)
  const stream = await openStream(`${url}?tag=ferries`)
  await stream.next()
  await publish('a', { title: 'A', tags: ['Ferries'] })
  const event = await stream.next()
  hasMembers(t, event, { event: 'article', data: { slug: 'a' } })
  stream.close()
})
