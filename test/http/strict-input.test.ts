import t from 'tap'
import type { Fault } from '../../src/domain/error.ts'
import { problem } from '../../src/http/problem/problem.ts'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { fc, runs } from '../property.ts'
import { ferries } from './sample.ts'

t.test('GET /v1/articles refuses an invalid parameter with its name, its value and the allowed values', async t => {
  const { app } = await build(t)
  const cases: Record<string, Partial<Fault>> = {
    'limi=3': { name: 'limi', code: 'unknown', suggestion: 'limit' },
    'lang=en': { name: 'lang', code: 'unknown', suggestion: 'language' },
    'page_size=3': { name: 'page_size', code: 'unknown', detail: 'There is no parameter "page_size". Use "limit".' },
    'published_after=x': { name: 'published_after', code: 'unknown', suggestion: 'publishedAfter' },
    'Limit=3': { name: 'Limit', code: 'unknown', suggestion: 'limit' },
    '__proto__=3': { name: '__proto__', code: 'unknown' },
    'constructor=3': { name: 'constructor', code: 'unknown' },
    'limit=0': { name: 'limit', code: 'too-small', detail: '"limit" must be a whole number from 1 to 100, not 0.' },
    'limit=101': { name: 'limit', code: 'too-large' },
    'limit=99999999999999999999': { name: 'limit', code: 'invalid' },
    'limit=-1': { name: 'limit', code: 'too-small' },
    'limit=1e1': { name: 'limit', code: 'invalid' },
    'limit=0x10': { name: 'limit', code: 'invalid' },
    'limit=5.0': { name: 'limit', code: 'invalid' },
    'limit=%205': { name: 'limit', code: 'invalid' },
    'limit=': { name: 'limit', code: 'invalid', detail: '"limit" must be a whole number from 1 to 100, not "".' },
    'limit=1&limit=1': { name: 'limit', code: 'repeated', detail: 'Send "limit" only once.' },
    'tag=a&tag=': { name: 'tag', code: 'too-small' },
    'sort=publisedAt': { name: 'sort', code: 'invalid', suggestion: 'publishedAt' },
    'include=keyTakeaway': { name: 'include', code: 'invalid', suggestion: 'keyTakeaways' },
    'include=sections,,body': { name: 'include', code: 'invalid' },
    'fields=name': { name: 'fields', code: 'invalid' },
    'count=yes': { name: 'count', code: 'invalid', detail: '"count" must be true or false, not "yes".' },
    'include=': { name: 'include', code: 'invalid' },
    'fields=': { name: 'fields', code: 'invalid' },
    'ids=': { name: 'ids', code: 'invalid' },
    'published=2016-13': { name: 'published', code: 'invalid' },
    'published=2016-02-30': { name: 'published', code: 'invalid' },
    'published=0000': { name: 'published', code: 'invalid' },
    'publishedFrom=2026-11-22': { name: 'publishedFrom', code: 'invalid' },
    'category=a,': { name: 'category', code: 'too-small' },
    [`tag=${Array.from({ length: 21 }, (_, index) => index).join(',')}`]: { name: 'tag', code: 'too-large' },
    [`author=${Array.from({ length: 5 }, (_, index) => `${index}${'x'.repeat(240)}`).join(',')}`]: {
      name: 'author',
      code: 'invalid',
    },
    'language=english!': { name: 'language', code: 'invalid' },
    'publishedAfter=2026-11-22': { name: 'publishedAfter', code: 'invalid' },
    'publishedAfter=2026-02-30T00:00:00Z': { name: 'publishedAfter', code: 'invalid' },
    'publishedAfter=2026-11-22T24:00:00Z': { name: 'publishedAfter', code: 'invalid' },
    'publishedBefore=275760-09-13T00:00:00Z': { name: 'publishedBefore', code: 'invalid' },
    'publishedBefore=now': { name: 'publishedBefore', code: 'invalid' },
    'ids=1': { name: 'ids', code: 'invalid', detail: '"ids" must be a UUID, not "1".' },
    'cursor=': { name: 'cursor', code: 'too-small' },
    'cursor=abc': { name: 'cursor', code: 'invalid' },
  }
  for (const [query, fault] of Object.entries(cases)) {
    const { statusCode, headers, body } = await app.inject(`/v1/articles?${query}`)
    t.strictSame([statusCode, headers['content-type']], [400, 'application/problem+json'], query)
    const { errors } = problem.parse(JSON.parse(body))
    t.equal(errors.length, 1, query)
    hasMembers(t, errors[0], { location: 'query', ...fault }, query)
  }
})

t.test('GET /v1/articles reports all faults at once', async t => {
  const { app } = await build(t)
  const { body } = await app.inject('/v1/articles?limit=0&sort=x&langauge=de')
  const { detail, errors } = problem.parse(JSON.parse(body))
  t.equal(detail, 'The request has 3 errors.')
  t.strictSame(
    errors.map(({ name, suggestion }) => [name, suggestion]),
    [
      ['sort', undefined],
      ['limit', undefined],
      ['langauge', 'language'],
    ],
  )
})

t.test('GET /v1/articles reports the first 20 faults', async t => {
  const { app } = await build(t)
  for (const query of [
    Array.from({ length: 600 }, (_, index) => `k${index}`).join('&'),
    `fields=${Array.from({ length: 900 }, (_, index) => index).join(',')}`,
  ]) {
    const { statusCode, body } = await app.inject(`/v1/articles?${query}`)
    const { detail, errors } = problem.parse(JSON.parse(body))
    t.strictSame([statusCode, detail, errors.length], [400, 'The request has at least 20 errors.', 20])
  }
})

t.test('any address: a target that is too long or not valid percent-encoded UTF-8 is refused', async t => {
  const { app } = await build(t)
  const targets: Record<string, number> = {
    '/%zz': 400,
    '/%': 400,
    '/v1/articles/%E0%A4%A': 400,
    '/v1/articles/%ff': 400,
    '/v1/articles/a%00b': 400,
    '/v1/articles?tag=%zz': 400,
    '/v1/articles?tag=%c3%28': 400,
    '/v1/articles?tag=%00': 400,
    '/health/live?x=%zz': 400,
    [`/v1/articles/${'a'.repeat(1025)}`]: 414,
    [`/v1/articles/${'a'.repeat(1024)}`]: 404,
    [`/v1/articles/${'%E6%B8%AF'.repeat(200)}`]: 404,
    [`/v1/articles?tag=${'a'.repeat(5000)}`]: 414,
  }
  for (const [url, status] of Object.entries(targets)) {
    for (const method of ['GET', 'POST'] as const) {
      const { statusCode, headers, body } = await app.inject({ method, url })
      const expected = method === 'POST' && status === 404 ? 405 : status
      t.equal(statusCode, expected, `${method} ${url.slice(0, 40)}`)
      t.equal(problem.parse(JSON.parse(body)).status, expected)
      hasMembers(t, headers, { 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff' })
    }
  }
})

t.test('any address: a 404 suggests a similar address', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  const cases: Record<string, string | undefined> = {
    '/v1/articles/': '/v1/articles',
    '/v1/': '/v1',
    '//v1//articles': '/v1/articles',
    '/V1/Articles': '/v1/articles',
    '/v1/article': '/v1/articles',
    '/v1/Articles/x/Sections/': '/v1/articles/x/sections',
    '/v1/articles//metadata': undefined,
    '/health/readyz': '/health/ready',
    '/wp-login.php': undefined,
    '/.env': undefined,
  }
  for (const [url, suggestion] of Object.entries(cases)) {
    const { statusCode, headers, body } = await app.inject(url)
    t.strictSame([statusCode, headers['cache-control']], [404, 'no-store'], url)
    const { code, errors } = problem.parse(JSON.parse(body))
    t.strictSame([code, errors[0]?.suggestion], ['route-not-found', suggestion], url)
  }
  const post = await app.inject({ method: 'POST', url: '/nowhere', payload: 'x', headers: { 'content-type': 'a/b' } })
  t.equal(post.statusCode, 404, 'answers before it reads the body')
  t.equal((await app.inject({ method: 'OPTIONS', url: '/nowhere' })).statusCode, 404)
})

t.test('GET ignores a body', async t => {
  const { app } = await build(t)
  const headers = { 'content-type': 'application/json' }
  t.equal((await app.inject({ method: 'GET', url: '/v1/articles', headers, payload: '{"broken' })).statusCode, 200)
})

t.test('X-Request-Id: a valid id is kept, and any other is replaced', async t => {
  const { app } = await build(t)
  const sent = async (id: string) => {
    const { headers, body } = await app.inject({ url: '/nowhere', headers: { 'x-request-id': id } })
    t.equal(JSON.parse(body).requestId, headers['x-request-id'])
    return headers['x-request-id']
  }
  t.equal(await sent('abc-1.2_3'), 'abc-1.2_3')
  for (const bad of ['', 'a b', 'a"b', '<x>', 'a'.repeat(65), 'é'])
    t.match(await sent(bad), /^CqoAAAAAcACAAAAAAAAAAQ-/, bad)
})

t.test('GET: no query string causes an unexpected status', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  const name = fc.oneof(
    fc.constantFrom(
      'limit',
      'cursor',
      'sort',
      'tag',
      'ids',
      'include',
      'fields',
      'count',
      'publishedAfter',
      'publishedFrom',
      'published',
      'language',
    ),
    fc.string(),
  )
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }).map(text => encodeURIComponent(text.toWellFormed())),
    fc.constantFrom('20', 'true', 'body,sections', '2026-11-22T09:00:00+01:00', '%20', 'a,b,', '__proto__'),
  )
  const query = fc.array(fc.tuple(name, value), { maxLength: 4 })
  const path = fc.constantFrom('/v1/articles', '/v1/key-takeaways', '/v1/tags', '/v1/articles/electric-ferries', '/v1')
  await fc.assert(
    fc.asyncProperty(path, query, async (path, pairs) => {
      const url = `${path}?${pairs.map(([name, value]) => `${encodeURIComponent(name)}=${value}`).join('&')}`
      const { statusCode, body } = await app.inject(url)
      if (statusCode >= 400) problem.parse(JSON.parse(body))
      return [200, 308, 400].includes(statusCode)
    }),
    { numRuns: runs(60) },
  )
})
