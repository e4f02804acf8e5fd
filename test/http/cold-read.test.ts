import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import t, { type Test } from 'tap'
import type { AppDeps } from '../../src/app.ts'
import type { Store } from '../../src/domain/store/store.ts'
import { build } from '../build.ts'
import { lead } from '../domain/sample.ts'
import { ferries, outspoken } from './sample.ts'
import { lasting, wire } from './wire.ts'

const none = { address: undefined, key: undefined, hits: undefined }
const slug = 'harbour-trust-buys-two-electric-ferries'
const path = `/v1/articles/${slug}`

/** The application behind a real socket; `reads` counts what its store is asked for, `routed` what reaches Fastify. */
async function serving(t: Test, more: Partial<AppDeps> = {}) {
  const reads: string[] = []
  const counted = (store: Store): Store => ({
    ...store,
    find(ref) {
      reads.push(ref)
      return store.find(ref)
    },
  })
  const built = await build(t, { rates: none, ...more }, counted)
  const routed = { count: 0 }
  const count = () => {
    routed.count += 1
  }
  subscribe('tracing:fastify.request.handler:start', count)
  t.teardown(() => unsubscribe('tracing:fastify.request.handler:start', count))
  return { ...built, reads, routed, ask: await wire(built.app) }
}

t.test('an article that is not in memory is the answer of the route, byte for byte, without it', async t => {
  const known = { 'if-none-match': '*' }
  const asked: [Record<string, string>, 'GET' | 'HEAD'][] = [
    [{}, 'GET'],
    [{}, 'HEAD'],
    [{ origin: 'https://www.example.org', 'accept-encoding': 'br, gzip' }, 'GET'],
    [{ origin: 'https://elsewhere.example' }, 'GET'],
    [known, 'GET'],
    [{ 'if-none-match': 'W/"none"' }, 'HEAD'],
    [{ 'if-modified-since': 'Sun, 22 Nov 2026 12:00:00 GMT' }, 'GET'],
  ]
  for (const corsOrigins of ['*', ['https://www.example.org']] as const) {
    const { app, publish, time, routed, ask } = await serving(t, { cacheBytes: 0, corsOrigins, site: outspoken })
    await publish('ferries', { ...ferries, views: 1234 })
    for (const second of ['00', '10']) {
      time.now = new Date(`2026-11-22T12:00:${second}Z`)
      for (const [headers, method] of asked) {
        const route = await app.inject({ url: path, headers, method })
        routed.count = 0
        const cold = await ask(path, headers, method)
        const what = JSON.stringify([corsOrigins, second, headers, method])
        t.equal(routed.count, 0, what)
        t.equal(cold.status, route.statusCode, what)
        t.strictSame(cold.body, route.rawPayload, what)
        t.strictSame(lasting(cold), lasting({ ...cold, headers: Object(route.headers) }), what)
        t.match(cold.headers, { date: /GMT$/, 'x-request-id': /^[\w-]{22}-[0-9a-z]+$/ }, what)
      }
    }
  }
})

t.test('by id it is the same, and every other spelling is for the route', async t => {
  const { publish, routed, ask } = await serving(t, { cacheBytes: 0 })
  const { id } = await publish('ferries', ferries)
  const status = async (target: string, headers = {}) => {
    routed.count = 0
    return [(await ask(target, headers)).status, routed.count]
  }
  t.strictSame(await status(`/v1/articles/${id}`), [200, 0])
  t.strictSame(await status(`${path}?`), [200, 1])
  t.strictSame(await status(`/v1/articles/%68${slug.slice(1)}`), [200, 1])
  t.strictSame(await status(`${path}.html`), [200, 1])
  t.strictSame(await status(path, { 'if-match': '"x"' }), [412, 1])
  t.strictSame(await status('/v1/articles/none'), [404, 1])
  t.equal((await ask(path, {}, 'POST')).status, 405)
})

t.test('what was read so is in memory for every spelling, and the other way round', async t => {
  const { publish, reads, ask } = await serving(t)
  await publish('ferries', ferries)
  await publish('a', { title: 'A' })
  for (const target of [path, `${path}?`, '/v1/articles/%61', '/v1/articles/a']) await ask(target)
  t.strictSame(reads, [slug, 'a'])
})

t.test('who must show a key is judged by the route', async t => {
  const { publish, routed, ask } = await serving(t, { publicRead: false })
  await publish('ferries', ferries)
  t.equal((await ask(path)).status, 401)
  t.equal(routed.count, 0)
})

t.test('each costs one of the budget, found or not', async t => {
  const { publish, ask } = await serving(t, {
    cacheBytes: 0,
    rates: { ...none, address: { requests: 4, perSeconds: 60 } },
  })
  await publish('ferries', ferries)
  const statuses = []
  for (const target of [path, '/v1/articles/none', path, path, path, '/v1/articles/none']) {
    statuses.push((await ask(target)).status)
  }
  t.strictSame(statuses, [200, 404, 200, 200, 429, 429])
})

t.test('when memory is full, an article has its place when it is asked for again', async t => {
  const { publish, reads, ask } = await serving(t, { cacheBytes: 60_000 })
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  for (const key of letters) await publish(key, { title: key, sections: [lead(`${key} `.repeat(1000))] })
  for (const key of letters) await ask(`/v1/articles/${key}`)
  t.strictSame(reads, letters)
  reads.length = 0
  for (const _ of [1, 2, 3]) await ask('/v1/articles/z')
  t.strictSame(reads, ['z'], 'it was asked for before')
})

t.test('each of many at once is whole, and its own', async t => {
  for (const cacheBytes of [0, 60_000]) {
    const { app, publish, ask } = await serving(t, { cacheBytes })
    const keys = Array.from({ length: 40 }, (_, number) => `n${number}`)
    const long = (key: string) => lead(`${key} `.repeat(5000))
    for (const key of keys) await publish(key, { title: key, sections: [long(key)], views: key.length })
    const asked = [...keys, ...keys.toReversed()]
    const answers = await Promise.all(asked.map(key => ask(`/v1/articles/${key}`)))
    for (const [index, key] of asked.entries()) {
      const route = await app.inject(`/v1/articles/${key}`)
      t.ok(answers[index]?.body.equals(route.rawPayload), key)
    }
  }
})

t.test('what the system does not take at once is not lost', async t => {
  const { app, publish, ask } = await serving(t, { cacheBytes: 0 })
  // More than a connection holds, so that one answer waits while the next is read.
  const keys = ['a', 'b', 'c', 'd']
  for (const key of keys) await publish(key, { title: key, sections: [lead(key.repeat(6_000_000))] })
  const answers = await Promise.all(keys.map(key => ask(`/v1/articles/${key}`)))
  for (const [index, key] of keys.entries()) {
    const route = await app.inject(`/v1/articles/${key}`)
    t.ok(answers[index]?.body.equals(route.rawPayload), key)
  }
})
