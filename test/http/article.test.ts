import t from 'tap'
import { articleGroup } from '../../src/domain/change.ts'
import { problem } from '../../src/http/problem/problem.ts'
import { build } from '../build.ts'
import { headed } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { ferries } from './sample.ts'

const slug = 'harbour-trust-buys-two-electric-ferries'

t.test('GET /v1/articles/{ref} returns the same bytes by slug and by id', async t => {
  const { app, publish, time } = await build(t)
  const { id } = await publish('ferries', ferries)
  time.now = new Date('2026-11-22T12:00:01Z')
  const bySlug = await app.inject(`/v1/articles/${slug}`)
  const byId = await app.inject(`/v1/articles/${id}`)
  t.equal(byId.body, bySlug.body)
  t.equal(byId.headers['etag'], bySlug.headers['etag'])
  hasMembers(t, bySlug.headers, {
    etag: /^W\/"1\.[\w-]{6}\.json"$/,
    'last-modified': 'Sun, 22 Nov 2026 12:00:00 GMT',
    'content-language': 'en',
    'cache-groups': `"${articleGroup(id)}"`,
    'surrogate-key': articleGroup(id),
  })
  t.match(
    bySlug.headers['link'],
    `<https://news.example.org/v1/articles/${slug}.html>; rel="canonical"; type="text/html"`,
  )
  const article = JSON.parse(bySlug.body)
  hasMembers(t, article, {
    id,
    slug,
    summary: ferries.summary,
    metadata: { views: 7, category: { slug: 'transport' } },
  })
  t.equal(article.keyTakeaways.length, 2)
  t.strictSame(
    article.sections.map((section: { anchor: string }) => section.anchor),
    ['lead', 'who-pays', 'when'],
  )
  t.notMatch(bySlug.body, /null/)
})

t.test('GET /v1/articles/{ref}: Link names the canonical URL, with characters unsafe in a header encoded', async t => {
  const { app, publish } = await build(t)
  const { id } = await publish('a', { title: 'A', canonicalUrl: 'https://www.example.org/港?a=<b>&c="d"' })
  const { statusCode, headers } = await app.inject('/v1/articles/a')
  t.equal(statusCode, 200)
  const [first, ...others] = String(headers['link']).split(', ')
  t.equal(first, '<https://www.example.org/%E6%B8%AF?a=%3Cb%3E&c=%22d%22>; rel="canonical"; type="text/html"')
  t.equal(others[0], `<https://news.example.org/v1/articles/${id}.html>; rel="alternate"; type="text/html"`)
})

t.test('GET /v1/articles/{ref} ignores Accept, Accept-Language and cookies', async t => {
  const { app, publish, time } = await build(t)
  await publish('ferries', ferries)
  time.now = new Date('2026-11-22T12:00:01Z')
  const plain = await app.inject(`/v1/articles/${slug}`)
  const headers = { accept: 'text/html, image/webp', 'accept-language': 'de', 'accept-version': '9.x', cookie: 'a=b' }
  const picky = await app.inject({ url: `/v1/articles/${slug}`, headers })
  t.equal(picky.body, plain.body)
  t.strictSame([picky.headers['etag'], picky.headers['vary']], [plain.headers['etag'], 'Accept-Encoding'])
})

t.test('GET /v1/articles/{ref}/… returns each part as it is in the whole article', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  const get = async (path: string) => JSON.parse((await app.inject(`/v1/articles/${slug}${path}`)).body)
  const whole = await get('')
  t.strictSame(await get('/metadata'), whole.metadata)
  t.strictSame(await get('/key-takeaways'), { items: whole.keyTakeaways, page: { limit: 2 } })
  t.strictSame(await get('/sections'), { items: whole.sections, page: { limit: 3 } })
  for (const section of whole.sections) t.strictSame(await get(`/sections/${section.anchor}`), section)
  t.strictSame(await get('?fields=title,metadata'), {
    id: whole.id,
    title: whole.title,
    revision: whole.revision,
    metadata: whole.metadata,
  })
})

t.test('GET /v1/articles/{ref}/key-takeaways returns an empty collection for an article without any', async t => {
  const { app, publish } = await build(t)
  await publish('short', { title: 'Short' })
  const { body } = await app.inject('/v1/articles/short/key-takeaways')
  t.strictSame(JSON.parse(body), { items: [], page: { limit: 1 } })
})

t.test('GET /v1/articles/{ref}/sections/{anchor} redirects a former anchor to the current one', async t => {
  const { app, publish } = await build(t)
  const { id } = await publish('ferries', ferries)
  await publish('ferries', { ...ferries, sections: [headed('Who pays for it', 'The city does.')] })
  const { statusCode, headers } = await app.inject(`/v1/articles/${slug}/sections/who-pays`)
  t.equal(statusCode, 308)
  t.equal(headers['location'], `https://news.example.org/v1/articles/${slug}/sections/who-pays-for-it`)
  hasMembers(t, headers, { 'cache-control': 'public, max-age=60', 'cache-groups': `"${articleGroup(id)}"` })
  for (const anchor of ['nope', '__proto__', 'constructor', 'toString', '%E2%82%AC']) {
    const missing = await app.inject(`/v1/articles/${slug}/sections/${anchor}`)
    hasMembers(t, problem.parse(JSON.parse(missing.body)), { status: 404, code: 'section-not-found' }, anchor)
  }
})

t.test('GET /v1/articles/{ref} redirects a former slug with 308 and keeps the sub-path and query', async t => {
  const { app, publish } = await build(t)
  const { id } = await publish('ferries', ferries)
  const paths: Record<string, string> = {
    'electric-ferries': slug,
    'electric-ferries?fields=title': `${slug}?fields=title`,
    'electric-ferries/metadata': `${slug}/metadata`,
    'electric%2Dferries/sections/who%2Dpays': `${slug}/sections/who%2Dpays`,
    'Electric-Ferries/sections': `${slug}/sections`,
    [slug.toUpperCase()]: slug,
  }
  for (const [from, to] of Object.entries(paths)) {
    const { statusCode, headers, body } = await app.inject(`/v1/articles/${from}`)
    t.strictSame([statusCode, body], [308, ''], from)
    t.equal(headers['location'], `https://news.example.org/v1/articles/${to}`)
    hasMembers(t, headers, { 'cache-control': 'public, max-age=60', 'surrogate-key': articleGroup(id) })
    t.notOk('etag' in headers)
  }
})

t.test('GET /v1/articles/{ref} answers 410 with the reason for an article that is no longer delivered', async t => {
  const { app, publish, end } = await build(t)
  const { id } = await publish('ferries', ferries)
  await end(id, { reason: 'moved', movedTo: { url: 'https://www.example.org/ferries' } })
  for (const path of [slug, id, 'electric-ferries', `${slug}/metadata`, `${slug}/sections/lead`]) {
    const { statusCode, headers, body } = await app.inject(`/v1/articles/${path}`)
    t.equal(statusCode, 410, path)
    hasMembers(t, headers, { 'cache-control': 'public, max-age=60', 'cache-groups': `"${articleGroup(id)}"` })
    t.strictSame(problem.parse(JSON.parse(body)).gone, {
      reason: 'moved',
      at: '2026-11-22T12:00:00Z',
      movedTo: { url: 'https://www.example.org/ferries' },
    })
  }
  const list = JSON.parse((await app.inject('/v1/articles')).body)
  t.strictSame(list.items, [])
  const again = await publish('other', { title: 'Other', slug })
  t.equal(again.slug === slug, false, 'a new article does not get the slug of an ended one')
})

t.test('GET /v1/articles/{ref} sends 404 with Cache-Control: no-store', async t => {
  const { app } = await build(t)
  for (const ref of ['none', '01930000-0000-7000-8000-0000000000ff', 'a%2Fb', '..%2F..', '%F0%9F%98%80', '-', "'--"]) {
    const { statusCode, headers, body } = await app.inject(`/v1/articles/${ref}`)
    t.strictSame([statusCode, headers['cache-control'], headers['etag']], [404, 'no-store', undefined], ref)
    hasMembers(t, problem.parse(JSON.parse(body)), { code: 'article-not-found', errors: [] })
  }
})

t.test('GET /v1/articles/{ref} accepts percent-encoded slugs and redirects decomposed ones', async t => {
  const { app, publish } = await build(t)
  const { slug: japanese } = await publish('jp', { title: 'が港の新しい船', language: 'ja' })
  t.equal((await app.inject(`/v1/articles/${encodeURIComponent(japanese)}`)).statusCode, 200)
  const decomposed = await app.inject(`/v1/articles/${encodeURIComponent(japanese.normalize('NFD'))}/metadata`)
  t.equal(decomposed.statusCode, 308)
  t.equal(
    decomposed.headers['location'],
    `https://news.example.org/v1/articles/${encodeURIComponent(japanese)}/metadata`,
  )
})

t.test('GET /v1/articles/{ref}: a new edition changes the entity tag and keeps the view count', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  const before = (await app.inject(`/v1/articles/${slug}`)).headers['etag']
  await publish('ferries', { ...ferries, summary: 'Another.', views: 1000 })
  const after = await app.inject({ url: `/v1/articles/${slug}`, headers: { 'if-none-match': before } })
  t.equal(after.statusCode, 200)
  hasMembers(t, JSON.parse(after.body), { summary: 'Another.', edition: 2, metadata: { views: 7 } })
})

t.test('GET /v1/articles/{ref} answers If-Modified-Since with 304 only after the second of the change', async t => {
  const { app, publish, time } = await build(t)
  await publish('ferries', ferries)
  const url = `/v1/articles/${slug}`
  const since = (date: string) => ({ url, headers: { 'if-modified-since': date } })
  const early = await app.inject(url)
  t.equal(
    early.headers['last-modified'],
    'Sun, 22 Nov 2026 11:59:59 GMT',
    'one second early, so that a change in the same second is noticed',
  )
  t.equal((await app.inject(since('Sun, 22 Nov 2026 12:00:00 GMT'))).statusCode, 200)
  time.now = new Date('2026-11-22T12:00:01Z')
  t.equal((await app.inject(since(String(early.headers['last-modified'])))).statusCode, 200)
  const { headers } = await app.inject(url)
  t.equal((await app.inject(since(String(headers['last-modified'])))).statusCode, 304)
  t.equal((await app.inject(since('Sunday, 22-Nov-26 12:00:00 GMT'))).statusCode, 304)
  t.equal((await app.inject(since('Sun Nov 22 12:00:00 2026'))).statusCode, 304)
  t.equal((await app.inject(since('2026-11-22T12:00:00Z'))).statusCode, 200, 'ignores a value that is not an HTTP date')
  const both = { 'if-none-match': '"other"', 'if-modified-since': String(headers['last-modified']) }
  t.equal((await app.inject({ url, headers: both })).statusCode, 200, 'If-None-Match has precedence')
})

t.test('GET /v1/articles/{ref}: include adds the same renderings to sections as in a list', async t => {
  const { app, publish, time } = await build(t)
  const { id } = await publish('ferries', ferries)
  time.now = new Date('2026-11-22T12:00:10Z')
  const plain = await app.inject(`/v1/articles/${slug}`)
  for (const include of ['html', 'markdown,text', 'html,body', 'html,markdown,text']) {
    const answer = await app.inject(`/v1/articles/${slug}?include=${include}`)
    const [item] = (await app.inject(`/v1/articles?ids=${id}&include=${include},body`)).json().items
    t.strictSame(answer.json(), { ...plain.json(), sections: item.sections }, include)
    t.not(answer.headers['etag'], plain.headers['etag'], include)
    const picked = (await app.inject(`/v1/articles/${slug}?include=${include}&fields=sections`)).json()
    t.strictSame(picked, { id, revision: 1, sections: item.sections }, include)
  }
  for (const include of ['body', 'keyTakeaways', 'sections,tableOfContents']) {
    const answer = await app.inject(`/v1/articles/${slug}?include=${include}`)
    t.strictSame([answer.body, answer.headers['etag']], [plain.body, plain.headers['etag']], include)
  }
  t.equal((await app.inject(`/v1/articles/${slug}?include=pdf`)).statusCode, 400)
  t.equal((await app.inject(`/v1/articles/${slug}?include=`)).statusCode, 400)
})

t.test('GET /v1/articles/{ref}: a link to another article has the current slug of that article', async t => {
  const { app, publish, edit } = await build(t)
  const target = await publish('target', { title: 'Target', slug: 'target', canonicalUrl: 'https://www.example.org/t' })
  const runs = [{ text: 'see', link: { href: `article:${target.id}`, slug: 'wrong' } }]
  const blocks = [{ type: 'paragraph' as const, content: runs }]
  await publish('source', { title: 'Source', slug: 'source', sections: [{ ...headed('H', ''), blocks }] })
  const link = async () => (await app.inject('/v1/articles/source')).json().sections[0].blocks[0].content[0].link
  const expected = { href: 'https://www.example.org/t', articleId: target.id }
  t.strictSame(await link(), { ...expected, slug: 'target' })
  await edit(target.id, content => ({ ...content, slug: 'renamed' }))
  t.strictSame(await link(), { ...expected, slug: 'renamed' })
})
