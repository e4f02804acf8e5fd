import t from 'tap'
import type { App } from '../../src/app/deps.ts'
import { seal, unseal } from '../../src/domain/page/opaque.ts'
import { syncPage } from '../../src/domain/sync/sync.ts'
import { build } from '../build.ts'
import { lead } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'

type Page = {
  articles: { id: string; slug: string; revision: number; title: string; sections?: object[] }[]
  refs?: { id: string; slug: string; revision: number; language: string }[]
  tombstones: { id: string; slug: string; revision: number; reason: string }[]
  token: string
  more: boolean
  unknown?: string[]
  estimate?: { articles: number; bytes: number }
}

async function sync(app: App, query: Record<string, string> = {}): Promise<Page> {
  const { statusCode, body } = await app.inject({ url: '/v1/sync', query })
  if (statusCode !== 200) throw new Error(body)
  const page = JSON.parse(body)
  syncPage.parse({ ...page, articles: [] })
  return page
}

async function refused(app: App, query: Record<string, string>) {
  const { statusCode, body } = await app.inject({ url: '/v1/sync', query })
  const { code, errors } = JSON.parse(body)
  return [statusCode, code, ...errors.map((one: { name?: string }) => one.name)]
}

const titles = (page: Page) => page.articles.map(article => article.title)
const ends = (page: Page) => page.tombstones.map(({ slug, reason }) => [slug, reason])
const empty = { articles: [], tombstones: [], more: false }

t.test('GET /v1/sync: a copy of an empty store is up to date after one page', async t => {
  const { app } = await build(t)
  const first = await sync(app)
  hasMembers(t, first, { ...empty, estimate: { articles: 0, bytes: 0 } })
  t.strictSame(await sync(app, { token: first.token }), { ...empty, token: first.token })
})

t.test('GET /v1/sync sends all articles, newest first, and then the changes', async t => {
  const { app, publish, end } = await build(t)
  for (const day of [1, 2, 3]) await publish(`a${day}`, { title: `A${day}`, publishedAt: `2026-01-0${day}T00:00:00Z` })
  const first = await sync(app, { limit: '2' })
  t.strictSame([titles(first), first.more, first.estimate?.articles], [['A3', 'A2'], true, 3])
  const second = await sync(app, { token: first.token })
  t.strictSame([titles(second), second.more, second.estimate], [['A1'], false, undefined])
  hasMembers(t, await sync(app, { token: second.token }), empty)

  await publish('a1', { title: 'A1 again' })
  const gone = await publish('a2', { title: 'A2' })
  await end(gone.id, { reason: 'withdrawn' })
  const third = await sync(app, { token: second.token })
  t.strictSame([titles(third), ends(third), third.more], [['A1 again'], [['a2', 'withdrawn']], false])
  hasMembers(t, await sync(app, { token: third.token }), empty)
})

t.test('GET /v1/sync sends articles that change during the walk once, after the walk', async t => {
  const { app, publish, end } = await build(t)
  for (const day of [1, 2, 3, 4])
    await publish(`a${day}`, { title: `A${day}`, publishedAt: `2026-01-0${day}T00:00:00Z` })
  const first = await sync(app, { limit: '1' })
  await publish('a3', { title: 'A3 again', publishedAt: '2026-02-01T00:00:00Z' })
  await publish('a5', { title: 'A5', publishedAt: '2026-01-01T12:00:00Z' })
  await end((await publish('a1', { title: 'A1' })).id, { reason: 'unpublished' })
  const walk = await sync(app, { token: first.token })
  t.strictSame([titles(first), titles(walk), walk.more], [['A4'], ['A2'], true])
  const log = await sync(app, { token: walk.token })
  t.strictSame([titles(log), ends(log), log.more], [['A3 again', 'A5'], [['a1', 'unpublished']], false])
})

t.test(
  'GET /v1/sync: a filter sends articles that match, and tombstones for articles that no longer match',
  async t => {
    const { app, publish, edit, end } = await build(t)
    const german = await publish('a', { title: 'A', language: 'de', tags: ['Ferries'] })
    const english = await publish('b', { title: 'B', language: 'en', tags: ['Ferries'] })
    const other = await publish('c', { title: 'C', language: 'de' })
    const query = { language: 'de', tag: 'ferries' }
    const first = await sync(app, query)
    t.strictSame([titles(first), first.estimate?.articles], [['A'], 1])
    await edit(german.id, content => ({ ...content, language: 'en' }))
    await edit(english.id, content => ({ ...content, language: 'de' }))
    await end(other.id, { reason: 'deleted' })
    const second = await sync(app, { token: first.token, ...query })
    t.strictSame([titles(second), ends(second)], [['B'], [['a', 'left-filter']]])
    hasMembers(t, second.tombstones[0], { id: german.id, revision: 4 })
    await edit(german.id, content => ({ ...content, language: 'de' }))
    const third = await sync(app, { token: second.token })
    t.strictSame([titles(third), ends(third)], [['A'], []])
  },
)

t.test('GET /v1/sync sends a tombstone with the new reason when an ended article ends again', async t => {
  const { app, publish, end } = await build(t)
  const { id } = await publish('a', { title: 'A', language: 'de' })
  await end(id, { reason: 'unpublished' })
  const { token } = await sync(app, { language: 'de' })
  await end(id, { reason: 'withdrawn' })
  t.strictSame(ends(await sync(app, { token })), [['a', 'withdrawn']])
})

t.test('GET /v1/sync sends a tombstone for a moved article, and the article after it is published again', async t => {
  const { app, publish, end } = await build(t)
  const { id } = await publish('a', { title: 'A' })
  const { token } = await sync(app)
  const movedTo = { url: 'https://www.example.org/b' }
  await end(id, { reason: 'moved', movedTo })
  const moved = await sync(app, { token })
  hasMembers(t, moved.tombstones, [{ id, reason: 'moved', movedTo, revision: 2 }])
  await publish('a', { title: 'A is back' })
  const back = await sync(app, { token: moved.token })
  t.strictSame([titles(back), back.tombstones], [['A is back'], []])
  t.strictSame(titles(await sync(app, { token })), ['A is back'], 'an older token receives only the final state')
})

t.test('GET /v1/sync: include and view select the form of the articles, and the token keeps it', async t => {
  const { app, publish } = await build(t)
  const { id, slug } = await publish('a', { title: 'A', sections: [lead('Words.')] })
  const whole = await sync(app, { include: 'body' })
  t.strictSame(whole.articles[0], (await app.inject('/v1/articles?include=body')).json().items[0])
  const ref = await sync(app, { view: 'ref' })
  hasMembers(t, ref, { articles: [], refs: [{ id, slug, revision: 1, language: 'en' }] })
  await publish('a', { title: 'B', sections: [lead('More words.')] })
  const again = await sync(app, { token: whole.token })
  t.equal(again.articles[0]?.sections?.length, 1)
  hasMembers(t, (await sync(app, { token: ref.token })).refs, [{ id, revision: 2 }])
})

t.test('GET /v1/sync: a page ends at 2 MiB of articles, but has at least one article', async t => {
  const { app, publish } = await build(t)
  const long = lead(`${'x'.repeat(99)} `.repeat(12_500))
  for (const key of ['a', 'b', 'c']) await publish(key, { title: key.toUpperCase(), sections: [long] })
  const seen: number[] = []
  let page = await sync(app, { include: 'body' })
  t.ok((page.estimate?.bytes ?? 0) > 3_000_000)
  for (seen.push(page.articles.length); page.more; seen.push(page.articles.length)) {
    page = await sync(app, { token: page.token })
  }
  t.strictSame(seen, [1, 1, 1])
  for (const key of ['a', 'b', 'c']) await publish(key, { title: `${key} again`, sections: [long] })
  const log = await sync(app, { token: page.token })
  t.strictSame([titles(log), log.more], [['a again'], true])
  t.strictSame(titles(await sync(app, { token: log.token })), ['b again'])
})

t.test('GET /v1/sync reads only the change log when nothing changed, and supports 304', async t => {
  const { app, store, publish } = await build(t)
  await publish('a', { title: 'A', tags: ['X'] })
  const { token } = await sync(app, { tag: 'x' })
  const asked: string[] = []
  const watched = new Proxy(store, {
    get(target, name) {
      asked.push(String(name))
      return Reflect.get(target, name)
    },
  })
  const { app: other } = await build(t, { store: watched, cacheBytes: 0 })
  asked.length = 0
  const { headers, body } = await other.inject({ url: '/v1/sync', query: { token } })
  t.strictSame(asked, ['changes'])
  t.strictSame(JSON.parse(body), { ...empty, token })
  hasMembers(t, headers, { 'cache-control': /s-maxage=60/, 'cache-groups': '"list"', 'surrogate-key': 'list' })
  const again = { url: '/v1/sync', query: { token }, headers: { 'if-none-match': String(headers.etag) } }
  t.equal((await app.inject(again)).statusCode, 304)
  await publish('a', { title: 'B', tags: ['X'] })
  t.equal((await app.inject(again)).statusCode, 200)
})

t.test('GET /v1/sync has the next page in Link, and the cache group of all changes', async t => {
  const { app, publish } = await build(t)
  for (const key of ['a', 'b']) await publish(key, { title: key, language: 'de' })
  const { headers, body } = await app.inject('/v1/sync?limit=1&language=de')
  t.equal(headers['link'], `<https://news.example.org/v1/sync?token=${JSON.parse(body).token}>; rel="next"`)
  t.equal(headers['cache-groups'], '"list"')
})

t.test('GET /v1/sync refuses a token that is invalid, has other parameters or is from another store', async t => {
  const { app, publish } = await build(t)
  const { app: other, publish: publishThere, time } = await build(t)
  await publish('a', { title: 'A' })
  const { token } = await sync(app, { language: 'en', include: 'body' })
  t.strictSame(await refused(app, { token: `${token.slice(0, -1)}~` }), [400, 'token-invalid', 'token'])
  t.strictSame(await refused(app, { token: 'AAAAAAAAAAA' }), [400, 'token-invalid', 'token'])
  t.strictSame(await refused(app, { token, language: 'de' }), [400, 'token-mismatch', 'language'])
  t.strictSame(await refused(app, { token, view: 'ref' }), [400, 'token-mismatch', 'view'])
  t.strictSame(await refused(app, { token: seal({ ...Object(unseal(token)), v: 2 }) }), [410, 'full-sync-required'])

  t.strictSame(await refused(other, { token }), [410, 'full-sync-required'], 'the store is older than the token')
  time.now = new Date('2026-11-23T12:00:00Z')
  await publishThere('z', { title: 'Z', language: 'en' })
  t.strictSame(await refused(other, { token }), [410, 'full-sync-required'], 'the store has a different history')
})

t.test('GET /v1/sync: a token for a term that is created later remains valid and receives its articles', async t => {
  const { app, publish } = await build(t)
  await publish('a', { title: 'A' })
  const { token, articles } = await sync(app, { tag: 'ferries' })
  t.strictSame(articles, [])
  await publish('b', { title: 'B', tags: ['Ferries'] })
  t.strictSame(titles(await sync(app, { token })), ['B'])
  t.strictSame(titles(await sync(app, { tag: 'ferries' })), ['B'])
})

t.test('GET /v1/sync refuses unknown and invalid parameters', async t => {
  const { app } = await build(t)
  t.strictSame(await refused(app, { toke: 'x' }), [400, 'invalid-request', 'toke'])
  t.strictSame(await refused(app, { limit: '501' }), [400, 'invalid-request', 'limit'])
  t.strictSame(await refused(app, { limit: '5001', view: 'ref' }), [400, 'invalid-request', 'limit'])
  t.strictSame(await refused(app, { view: 'ref', include: 'body' }), [400, 'invalid-request', 'include'])
  t.strictSame(await refused(app, { view: 'all' }), [400, 'invalid-request', 'view'])
  t.strictSame(await refused(app, { token: '' }), [400, 'invalid-request', 'token'])
  t.strictSame(await refused(app, { sort: 'title' }), [400, 'invalid-request', 'sort'])
})

t.test('GET /v1/sync normalizes filter values, and the first page names unknown ones', async t => {
  const { app, publish, end } = await build(t)
  const swiss = await publish('a', { title: 'A', tags: ['18F'], language: 'de-CH' })
  await publish('b', { title: 'B', tags: ['Trams'], language: 'en' })
  const first = await sync(app, { tag: '18F,No Such', language: 'de,fr' })
  t.strictSame([titles(first), first.unknown], [['A'], ['tag:no-such', 'language:fr']])
  const known = await sync(app, { tag: '18f', language: '' })
  t.strictSame([titles(known), known.unknown], [['A'], undefined])
  await publish('c', { title: 'C', tags: ['18F'], language: 'de' })
  await end(swiss.id, { reason: 'withdrawn' })
  const second = await sync(app, { token: first.token, tag: '18F,No Such' })
  t.strictSame([titles(second), ends(second), second.unknown], [['C'], [['a', 'withdrawn']], undefined])
})
