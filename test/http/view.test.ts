import t, { type Test } from 'tap'
import type { AppDeps } from '../../src/app/deps.ts'
import { AppError } from '../../src/domain/error.ts'
import { type Built, build, site } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { wire } from './wire.ts'

const browser = 'Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0'

type Sent = { agent?: string; headers?: Record<string, string>; address?: string; payload?: string; at?: string }

function view({ app }: Built, ref: string, { agent = browser, headers, address, payload, at = '' }: Sent = {}) {
  return app.inject({
    method: 'POST',
    url: `/v1/articles/${ref}/views${at}`,
    remoteAddress: address ?? '192.0.2.1',
    headers: { 'user-agent': agent, ...headers },
    ...(payload !== undefined && { payload }),
  })
}

/** Total and days, read from the store: responses may be a minute old. */
async function counted({ store }: Built, id: string): Promise<number> {
  return (await store.articleViews(id, { first: 0, last: 99_999 })).total
}

async function newsroom(t: Test, more: Partial<AppDeps> = {}, around?: Parameters<typeof build>[2]) {
  const built = await build(t, more, around)
  const { id } = await built.publish('a', { title: 'A', slug: 'a' })
  return { ...built, id }
}

t.test('POST /v1/articles/{ref}/views answers 204 when the view is stored', async t => {
  const built = await newsroom(t)
  const { statusCode, body, headers } = await view(built, 'a')
  t.strictSame([statusCode, body, headers['cache-control']], [204, '', 'no-store'])
  t.equal(await counted(built, built.id), 1)
  const metadata = await built.app.inject('/v1/articles/a/metadata')
  hasMembers(t, JSON.parse(metadata.body), { views: 1 })
})

t.test('a visitor counts once per hour and article, by address and user agent', async t => {
  const built = await newsroom(t)
  const other = await built.publish('b', { title: 'B', slug: 'b' })
  const all = await Promise.all([view(built, 'a'), view(built, built.id), view(built, 'a'), view(built, 'b')])
  t.strictSame(
    all.map(({ statusCode }) => statusCode),
    [204, 204, 204, 204],
  )
  t.strictSame([await counted(built, built.id), await counted(built, other.id)], [1, 1])
  await view(built, 'a', { address: '192.0.2.2' })
  await view(built, 'a', { agent: `${browser} x` })
  t.equal(await counted(built, built.id), 3)
  built.time.now = new Date('2026-11-22T12:59:59Z')
  await view(built, 'a')
  t.equal(await counted(built, built.id), 3)
  built.time.now = new Date('2026-11-22T13:00:00Z')
  await view(built, 'a')
  t.equal(await counted(built, built.id), 4)
})

t.test('on the next day nobody is recognised, because the salt is another one', async t => {
  const built = await newsroom(t)
  built.time.now = new Date('2026-11-22T23:59:59Z')
  await view(built, 'a')
  built.time.now = new Date('2026-11-23T00:00:00Z')
  await view(built, 'a')
  t.equal(await counted(built, built.id), 2)
})

t.test('visitors who ask not to be recognised count with each request', async t => {
  const built = await newsroom(t)
  for (const headers of [{ dnt: '1' }, { 'sec-gpc': '1' }, { 'sec-gpc': '1' }]) await view(built, 'a', { headers })
  t.equal(await counted(built, built.id), 3)
  await view(built, 'a', { headers: { dnt: '0' } })
  await view(built, 'a')
  t.equal(await counted(built, built.id), 4)
})

t.test('known bots and prefetches get 204 and do not count', async t => {
  const built = await newsroom(t)
  const automated: Sent[] = [
    { agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
    { agent: 'curl/8.5.0', headers: { dnt: '1' } },
    { headers: { 'sec-purpose': 'prefetch;prerender' } },
    { headers: { purpose: 'prefetch' } },
    { headers: { 'x-purpose': 'preview' } },
    { headers: { 'x-moz': 'prefetch' } },
  ]
  for (const sent of automated) t.equal((await view(built, 'a', sent)).statusCode, 204)
  t.equal(await counted(built, built.id), 0)
})

t.test('a beacon of any media type counts, and its body is ignored up to 64 KB', async t => {
  const built = await newsroom(t)
  const types = ['text/plain;charset=UTF-8', 'application/json', 'application/x-www-form-urlencoded', 'image/png']
  for (const [index, type] of types.entries()) {
    const headers = { 'content-type': type, origin: 'https://www.example.org' }
    const { statusCode, headers: answered } = await view(built, 'a', {
      headers,
      payload: '{no',
      address: `192.0.2.${index}`,
    })
    t.strictSame([statusCode, answered['access-control-allow-origin']], [204, '*'], type)
  }
  t.equal(await counted(built, built.id), types.length)
  const { statusCode, body } = await view(built, 'a', {
    headers: { 'content-type': 'text/plain' },
    payload: 'x'.repeat(65_537),
  })
  t.strictSame([statusCode, JSON.parse(body).code], [413, 'body-too-large'])
})

t.test('a former slug, another case and an id count for the article', async t => {
  const built = await newsroom(t)
  await built.edit(built.id, content => ({ ...content, slug: 'renamed' }))
  for (const [index, ref] of ['a', 'A', 'renamed', built.id.toUpperCase()].entries())
    t.equal((await view(built, ref, { address: `192.0.2.${index}` })).statusCode, 204, ref)
  t.equal(await counted(built, built.id), 4)
})

t.test('views of unknown articles are 404, of withdrawn ones 410, and with parameters 400', async t => {
  const built = await newsroom(t)
  const answer = async (ref: string, at = '') => {
    const { statusCode, body } = await view(built, ref, { at })
    return [statusCode, JSON.parse(body).code]
  }
  t.strictSame(await answer('none'), [404, 'article-not-found'])
  t.strictSame(await answer('a', '?x=1'), [400, 'invalid-request'])
  await built.end(built.id, { reason: 'withdrawn' })
  t.strictSame(await answer('a'), [410, 'article-gone'])
  t.equal(await counted(built, built.id), 0)
})

t.test('views have the rate limit of other writes', async t => {
  const built = await newsroom(t, {
    rates: { address: { requests: 2, perSeconds: 60 }, key: undefined, hits: undefined },
  })
  const codes = []
  for (let round = 0; round < 3; round += 1) codes.push((await view(built, 'a')).statusCode)
  t.strictSame(codes, [204, 204, 429])
})

t.test('if a view cannot be stored, the visitor is told and can repeat it', async t => {
  let isBusy = true
  const built = await newsroom(t, {}, store => ({
    ...store,
    addViews: (...given) => (isBusy ? Promise.reject(new AppError('store-busy', 'busy')) : store.addViews(...given)),
  }))
  const failed = await Promise.all([view(built, 'a'), view(built, 'a', { address: '192.0.2.9' })])
  for (const { statusCode, headers } of failed) t.strictSame([statusCode, headers['retry-after']], [503, '1'])
  isBusy = false
  t.equal((await view(built, 'a')).statusCode, 204)
  t.equal(await counted(built, built.id), 1)
})

t.test('views that arrive together are stored in one transaction', async t => {
  const batches: number[] = []
  const built = await newsroom(t, {}, store => ({
    ...store,
    addViews(views, time) {
      batches.push(views.size)
      return store.addViews(views, time)
    },
  }))
  await built.publish('b', { title: 'B', slug: 'b' })
  const sent = Array.from({ length: 30 }, (_, index) =>
    view(built, index % 2 ? 'a' : 'b', { address: `192.0.2.${index}` }),
  )
  await Promise.all(sent)
  t.strictSame(batches, [2])
  t.equal(await counted(built, built.id), 15)
})

t.test('views do not change entity tags, the change log or sync', async t => {
  const built = await newsroom(t)
  const tags = async () => {
    const found = []
    for (const url of ['/v1/articles/a', '/v1/articles?limit=3', '/v1/sync'])
      found.push((await built.app.inject(url)).headers['etag'])
    return [...found, await built.store.lastChange()]
  }
  const before = await tags()
  await view(built, 'a')
  t.strictSame(await tags(), before)
})

t.test('GET /v1/articles/{ref}/views returns total and days', async t => {
  const built = await build(t, {})
  const { id } = await built.publish('a', { title: 'A', slug: 'a', views: 7 })
  await view(built, 'a')
  built.time.now = new Date('2026-11-24T00:00:00Z')
  await view(built, 'a', { address: '192.0.2.2' })
  const { statusCode, headers, body } = await built.app.inject('/v1/articles/a/views')
  t.equal(statusCode, 200)
  t.strictSame(JSON.parse(body), {
    id,
    total: 9,
    days: [
      { date: '2026-11-24', views: 1 },
      { date: '2026-11-22', views: 1 },
    ],
  })
  t.match(headers['cache-control'], /s-maxage=60,/)
  t.notOk('last-modified' in headers, 'the date would not change with the views')
  const few = await built.app.inject('/v1/articles/a/views?days=2')
  t.strictSame(JSON.parse(few.body).days, [{ date: '2026-11-24', views: 1 }])
  for (const days of ['0', '3661', 'x'])
    t.equal((await built.app.inject(`/v1/articles/a/views?days=${days}`)).statusCode, 400, days)
  t.equal((await built.app.inject('/v1/articles/none/views')).statusCode, 404)
  await built.edit(id, content => ({ ...content, slug: 'b' }))
  t.equal((await built.app.inject('/v1/articles/a/views')).headers['location'], `${site.publicUrl}/v1/articles/b/views`)
})

t.test('days of views begin at midnight in the time zone of the site', async t => {
  const built = await newsroom(t, { site: { ...site, timeZone: 'Asia/Tokyo' } })
  built.time.now = new Date('2026-11-22T15:00:00Z')
  await view(built, 'a')
  const { body } = await built.app.inject('/v1/articles/a/views')
  t.strictSame(JSON.parse(body).days, [{ date: '2026-11-23', views: 1 }])
})

t.test('POST views ignores a body of any media type, also of a malformed one', async t => {
  const built = await newsroom(t)
  const ask = await wire(built.app)
  for (const type of ['bad', '', '/', 'text/plain', 'application/json', 'a/b;=', 'multipart/form-data']) {
    const { statusCode, body } = await view(built, 'a', { headers: { 'content-type': type }, payload: 'x' })
    t.strictSame([statusCode, body], [204, ''], type)
    const empty = await ask('/v1/articles/a/views', { 'content-type': type }, 'POST')
    t.strictSame([empty.status, empty.body.toString()], [204, ''], type)
  }
})
