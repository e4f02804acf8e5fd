import t, { type Test } from 'tap'
import type { AppDeps } from '../../src/app/deps.ts'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'

const hour = 494_940
const day = 20_414

/** Three articles: `c` has the most views in 24 hours, `a` in 7 days and in total, `b` has none. */
async function newsroom(t: Test, more: Partial<AppDeps> = {}) {
  const built = await build(t, more)
  const a = await built.publish('a', { title: 'A', slug: 'a', tags: ['Sea'] })
  const b = await built.publish('b', { title: 'B', slug: 'b', tags: ['Sea'] })
  const c = await built.publish('c', { title: 'C', slug: 'c', language: 'de' })
  await built.store.addViews(new Map([[a.id, 9]]), { hour: hour - 24, day: day - 1 })
  await built.store.addViews(
    new Map([
      [a.id, 1],
      [c.id, 3],
    ]),
    { hour, day },
  )
  await built.store.expireViews({ hour, day })
  const get = async (query: string) => {
    const { statusCode, headers, body } = await built.app.inject(`/v1/popular${query}`)
    return { statusCode, headers, ...JSON.parse(body) }
  }
  const slugs = async (query: string) => (await get(query)).items.map((item: { slug: string }) => item.slug)
  return { ...built, a, b, c, get, slugs }
}

t.test('GET /v1/popular lists the articles with the most views in a window', async t => {
  const { slugs, get } = await newsroom(t)
  t.strictSame(await slugs(''), ['c', 'a'])
  t.strictSame(await slugs('?window=24h'), ['c', 'a'])
  t.strictSame(await slugs('?window=7d'), ['a', 'c'])
  t.strictSame(await slugs('?window=30d'), ['a', 'c'])
  t.strictSame(await slugs('?window=all'), ['a', 'c'])
  t.strictSame(await slugs('?window=7d&language=de'), ['c'])
  t.strictSame(await slugs('?tag=sea'), ['a'])
  hasMembers(t, await get('?tag=none'), { items: [], page: { limit: 20, unknown: ['tag:none'] } })
  hasMembers(t, (await get('?window=24h&fields=slug&limit=1')).items, [{ slug: 'c' }])
  for (const [query, total] of Object.entries({ '': 2, '?tag=sea': 1, '?tag=none': 0, '?window=7d&language=de': 1 }))
    hasMembers(t, await get(`${query || '?'}${query && '&'}count=true&limit=1`), { statusCode: 200, page: { total } })
  for (const query of ['?window=1h', '?sort=title', '?fallback=en'])
    hasMembers(t, await get(query), { status: 400, code: 'invalid-request' })
})

t.test('GET /v1/popular is paged by cursor in both directions', async t => {
  const { app, get } = await newsroom(t)
  const first = await get('?window=7d&limit=1')
  const second = JSON.parse((await app.inject(first.page.nextUrl)).body)
  const back = JSON.parse((await app.inject(second.page.previousUrl)).body)
  const slugsOf = (page: { items: { slug: string }[] }) => page.items.map(item => item.slug)
  t.strictSame([first, second, back].map(slugsOf), [['a'], ['c'], ['a']])
  t.notOk('nextUrl' in second.page)
  hasMembers(t, await get(`?cursor=${first.page.next}&window=24h`), { status: 400, code: 'cursor-mismatch' })
  hasMembers(t, JSON.parse((await app.inject(`/v1/articles?cursor=${first.page.next}`)).body), {
    code: 'cursor-mismatch',
  })
})

t.test('a withdrawn article leaves GET /v1/popular at once', async t => {
  const { slugs, end, c } = await newsroom(t)
  t.strictSame(await slugs(''), ['c', 'a'])
  await end(c.id, { reason: 'withdrawn' })
  t.strictSame(await slugs(''), ['a'])
})

t.test('caches keep what changes with views or time for a minute at most', async t => {
  const cache = { maxAge: 300, sMaxAge: 86_400, staleWhileRevalidate: 3600, staleIfError: 86_400 }
  const { app } = await newsroom(t, { cache })
  const brief = 'public, max-age=60, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400'
  const volatile = [
    '/v1/popular',
    '/v1/articles/a/views',
    '/v1/articles?sort=-views',
    '/v1/articles?publishedWithin=24h',
    '/v1/key-takeaways?publishedWithin=24h',
    '/v1/archive?publishedWithin=24h',
    '/v1/articles/a/adjacent?publishedWithin=24h',
    '/v1/search?q=a&publishedWithin=24h',
  ]
  for (const url of volatile) {
    const { statusCode, headers } = await app.inject(url)
    t.strictSame([statusCode, headers['cache-control'], headers['last-modified']], [200, brief, undefined], url)
  }
  const { headers } = await app.inject('/v1/articles?sort=title')
  t.match(headers['cache-control'], /max-age=300, s-maxage=86400/)
  t.ok('last-modified' in headers)
})
