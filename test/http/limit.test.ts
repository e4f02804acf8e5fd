import t, { type Test } from 'tap'
import type { AppDeps } from '../../src/app/deps.ts'
import type { KeyRate, Scope } from '../../src/domain/access/key.ts'
import { createKey } from '../../src/editorial/key/create.ts'
import { problem } from '../../src/http/problem/problem.ts'
import { build } from '../build.ts'
import { numberedIds } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { resolved } from '../openapi/resolved.ts'
import { everyAddress, ferries, outspoken } from './sample.ts'
import { askPort, type Wire, wire } from './wire.ts'

const none = { address: undefined, key: undefined, hits: undefined }

/** The application on a real socket, with articles `a` to `j` and a function that creates keys. */
async function serving(t: Test, rates: Partial<AppDeps['rates']>, more: Partial<AppDeps> = {}) {
  const built = await build(t, { rates: { ...none, ...rates }, ...more })
  for (const key of 'abcdefghij') await built.publish(key, { title: key.toUpperCase() })
  const ask = await wire(built.app)
  const newId = numberedIds('0cee0000')
  const keyWith = async (rate?: KeyRate, scopes: Scope[] = ['content:read', 'articles:read', 'articles:write']) => {
    const deps = { store: built.store, clock: () => built.time.now, newId }
    const { secret } = await createKey({ name: 'Reader', scopes, rate }, undefined, { actor: 'cli' }, deps)
    return { authorization: `Bearer ${secret}` }
  }
  return { ...built, ask, keyWith }
}

const article = (slug: string) => `/v1/articles/${slug}`
const limits = ({ headers }: Wire) => [headers['ratelimit-policy'], headers['ratelimit']]
const later = (time: { now: Date }, seconds: number) => {
  time.now = new Date(time.now.getTime() + seconds * 1000)
}

t.test('RATE_LIMIT: an address with too many uncached requests receives 429 with Retry-After', async t => {
  const { ask, time } = await serving(t, { address: { requests: 3, perSeconds: 60 } })
  for (const slug of ['a', 'b', 'c']) t.equal((await ask(article(slug))).status, 200)
  const refused = await ask(article('d'), { origin: 'https://www.example.org' })
  t.equal(refused.status, 429)
  hasMembers(t, refused.headers, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'retry-after': '20',
    'ratelimit-policy': '"address";q=3;w=60',
    ratelimit: '"address";r=0;t=60',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': /Retry-After, RateLimit, RateLimit-Policy/,
    'x-content-type-options': 'nosniff',
  })
  hasMembers(t, problem.parse(JSON.parse(refused.body.toString())), {
    code: 'rate-limited',
    status: 429,
    detail: 'The limit is 3 requests in 60 seconds. Try again in 20 seconds.',
    instance: '/v1/articles/d',
  })
  later(time, 20)
  t.equal((await ask(article('d'))).status, 200)
  t.equal((await ask(article('e'))).status, 429)
})

t.test('cached answers are free and show no budget', async t => {
  const { ask } = await serving(t, { address: { requests: 2, perSeconds: 60 } })
  const first = await ask(article('a'))
  for (let round = 0; round < 50; round += 1) {
    const hit = await ask(article('a'), round % 2 === 0 ? {} : { 'if-none-match': String(first.headers['etag']) })
    t.equal(hit.status, round % 2 === 0 ? 200 : 304)
    t.strictSame(limits(hit), [undefined, undefined])
  }
  t.strictSame(limits(first), [undefined, undefined], 'a shared cache may store it, so it has no budget')
  hasMembers(t, first.headers, { 'cache-control': /^public/, 'surrogate-key': /^a:/ })
  t.equal((await ask(article('b'))).status, 200)
  t.equal((await ask(article('c'))).status, 429)
  t.equal((await ask(article('a'))).status, 200, 'a cached answer is served when the budget is spent')
})

t.test('HIT_RATE_LIMIT: cached answers have a separate budget', async t => {
  const { ask, time, app } = await serving(t, { hits: { requests: 4, perSeconds: 4 } })
  await ask(article('a'))
  for (let round = 0; round < 4; round += 1) {
    const hit = await ask(article('a'))
    t.strictSame([hit.status, ...limits(hit)], [200, undefined, undefined])
  }
  const refused = await ask(article('a'), { origin: 'https://www.example.org' })
  t.equal(refused.status, 429)
  hasMembers(t, refused.headers, {
    'retry-after': '1',
    'ratelimit-policy': '"hits";q=4;w=4',
    ratelimit: '"hits";r=0;t=4',
    'access-control-allow-origin': '*',
  })
  t.equal((await app.inject({ method: 'HEAD', url: article('a') })).statusCode, 429)
  t.equal((await ask(article('b'))).status, 200, 'uncached answers do not use this budget')
  later(time, 1)
  t.equal((await ask(article('a'))).status, 200)
  t.equal((await ask(article('a'))).status, 429)
})

t.test('a key with its own rate uses it for every request, and every answer shows the budget', async t => {
  const { ask, keyWith, time } = await serving(t, {
    address: { requests: 1, perSeconds: 60 },
    key: { requests: 100, perSeconds: 60 },
  })
  const key = await keyWith({ requests: 3, perSeconds: 30 })
  for (const [path, left] of [
    [article('a'), 2],
    [article('a'), 1],
    ['/v1/editorial/articles', 0],
  ] as const) {
    const answer = await ask(path, key)
    t.equal(answer.status, 200)
    t.strictSame(limits(answer), ['"key";q=3;w=30', `"key";r=${left};t=${30 - 10 * left}`])
    t.match(answer.headers['cache-control'], /^(?:private, max-age=0|no-store)$/, 'shared caches do not store it')
    t.equal(answer.headers['surrogate-key'], undefined)
  }
  for (const path of [article('a'), article('b'), '/v1/editorial/articles', '/v1/nowhere']) {
    const refused = await ask(path, key)
    t.strictSame([refused.status, refused.headers['retry-after']], [429, '10'], path)
    t.strictSame(limits(refused), ['"key";q=3;w=30', '"key";r=0;t=30'])
  }
  t.equal((await ask(article('c'))).status, 200, 'the address is not charged')
  t.strictSame(
    limits(await ask(article('c'), await keyWith())),
    ['"key";q=100;w=60', '"key";r=100;t=0'],
    'not other keys',
  )
  later(time, 10)
  t.equal((await ask(article('a'), key)).status, 200)
  const { headers } = await ask(article('a'))
  hasMembers(t, headers, { 'cache-control': /^public/, 'surrogate-key': /^a:/ }, 'the cache does not contain it')
})

t.test('KEY_RATE_LIMIT: each key has its own budget for uncached requests', async t => {
  const { ask, keyWith } = await serving(t, { key: { requests: 2, perSeconds: 60 } })
  const [one, two] = [await keyWith(), await keyWith()]
  for (const _ of [1, 2, 3]) t.equal((await ask(article('a'), one)).status, 200)
  t.strictSame(limits(await ask(article('b'), one)), ['"key";q=2;w=60', '"key";r=0;t=60'])
  t.equal((await ask(article('c'), one)).status, 429)
  t.equal((await ask('/v1/editorial/articles', two)).status, 200)
  t.equal((await ask(article('d'))).status, 200, 'no limit per address is configured')
})

t.test('a request without a valid key is charged to its address', async t => {
  const { ask } = await serving(t, { address: { requests: 3, perSeconds: 60 } })
  const forged = { authorization: `Bearer ${'x'.repeat(40)}` }
  t.equal((await ask('/v1/editorial/articles', forged)).status, 401)
  t.equal((await ask('/v1/editorial/articles')).status, 401)
  t.equal((await ask(article('a'), forged)).status, 200, 'public answers ignore an invalid key')
  t.equal((await ask('/v1/editorial/articles', forged)).status, 429)
})

t.test('TRUSTED_PROXIES: each client of a proxy has its own budget; otherwise X-Forwarded-For is ignored', async t => {
  const address = { requests: 1, perSeconds: 60 }
  const far = { 'x-forwarded-for': '198.51.100.1' }
  const trusting = await serving(t, { address }, { trustedProxies: ['127.0.0.0/8'] })
  t.equal((await trusting.ask(article('a'), far)).status, 200)
  t.equal((await trusting.ask(article('b'), far)).status, 429)
  t.equal((await trusting.ask(article('b'), { 'x-forwarded-for': '9.9.9.9, 198.51.100.1' })).status, 429)
  t.equal((await trusting.ask(article('b'), { 'x-forwarded-for': '2001:db8::1' })).status, 200)
  t.equal((await trusting.ask(article('c'), { 'x-forwarded-for': '2001:db8::2' })).status, 429, 'one network')
  t.equal((await trusting.ask(article('c'))).status, 200)
  const wary = await serving(t, { address })
  t.equal((await wary.ask(article('a'), far)).status, 200)
  t.equal((await wary.ask(article('b'), { 'x-forwarded-for': '198.51.100.2' })).status, 429)
})

t.test('TRUSTED_PROXIES: the audit log has the client address', async t => {
  const { app, keyWith, store } = await serving(t, {}, { trustedProxies: ['127.0.0.1'] })
  const headers = { ...(await keyWith()), 'x-forwarded-for': '198.51.100.1' }
  const made = await app.inject({ method: 'POST', url: '/v1/editorial/articles', headers, payload: { title: 'X' } })
  t.equal(made.statusCode, 201)
  const [entry] = (await store.audit({ limit: 1 })).entries
  hasMembers(t, entry, { action: 'article.create', address: '198.51.100.1' })
})

t.test('with two processes each one allows half of the rate', async t => {
  const { ask, keyWith } = await serving(t, { address: { requests: 4, perSeconds: 60 } }, { processes: 2 })
  const statuses: number[] = []
  for (const slug of ['a', 'b', 'c']) statuses.push((await ask(article(slug))).status)
  t.strictSame(statuses, [200, 200, 429])
  const key = await keyWith({ requests: 6, perSeconds: 60 })
  t.strictSame(limits(await ask(article('d'), key)), ['"key";q=3;w=60', '"key";r=2;t=20'])
})

t.test('every address when the budget is spent', async t => {
  const { app, publish } = await build(t, {
    site: outspoken,
    rates: { ...none, address: { requests: 1, perSeconds: 60 } },
  })
  await publish('ferries', ferries)
  const document = resolved()
  await app.inject('/v1/articles/none')
  for (const { path, url } of everyAddress()) {
    const isFree = path.startsWith('/health/')
    for (const method of ['GET', 'HEAD'] as const) {
      t.test(`${method} ${path}: ${isFree ? 'is never limited' : 'answers 429 as documented'}`, async t => {
        const { statusCode, headers, body } = await app.inject({ method, url })
        t.equal(statusCode, isFree ? 200 : 429)
        t.equal(headers['ratelimit'], isFree ? undefined : '"address";r=0;t=60')
        t.equal(headers['retry-after'], isFree ? undefined : '60')
        t.equal(body === '', method === 'HEAD')
        const described = document.paths[path]?.['get']?.responses['429']
        t.match(
          described,
          isFree ? undefined : { headers: { RateLimit: {}, 'RateLimit-Policy': {}, 'Retry-After': {} } },
        )
      })
    }
    t.test(`OPTIONS ${path} is free`, async t => {
      t.equal((await app.inject({ method: 'OPTIONS', url })).statusCode, 204)
    })
  }
  for (const [method, url] of [
    ['GET', '/nowhere'],
    ['POST', '/v1/articles'],
    ['POST', '/v1/editorial/articles'],
  ] as const) {
    t.test(`${method} ${url} answers 429`, async t => t.equal((await app.inject({ method, url })).statusCode, 429))
  }
})

t.test('simultaneous cached requests of many clients use separate budgets', async t => {
  const { app, ask } = await serving(t, { hits: { requests: 5, perSeconds: 60 } }, { trustedProxies: ['127.0.0.1'] })
  await ask(article('a'))
  const address = app.server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const asked = Array.from({ length: 20 }, (_, number) =>
    Array.from({ length: 6 }, () => askPort(port, article('a'), { 'x-forwarded-for': `198.51.100.${number}` })),
  )
  for (const one of asked) {
    const statuses = (await Promise.all(one)).map(({ status }) => status)
    t.strictSame(statuses.toSorted(), [200, 200, 200, 200, 200, 429])
  }
})
