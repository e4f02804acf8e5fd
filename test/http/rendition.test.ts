import { createHash } from 'node:crypto'
import t from 'tap'
import { alternates } from '../../src/syndication/article/rendition.ts'
import { build, site } from '../build.ts'
import { headed, lead } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { readDocument } from '../syndication/html-document.ts'
import { ferries } from './sample.ts'

const slug = 'harbour-trust-buys-two-electric-ferries'
const base = `/v1/articles/${slug}`

const forms = {
  '.html': { type: 'text/html; charset=utf-8', begins: '<!doctype html>' },
  '.md': { type: 'text/markdown; charset=utf-8; variant=GFM', begins: '---\ntitle: ' },
  '.txt': { type: 'text/plain; charset=utf-8', begins: 'Harbour Trust buys two electric ferries\n' },
  '.jsonld': { type: 'application/ld+json', begins: '{' },
  '.ninjs.json': { type: 'application/json', begins: '{' },
} as const
const suffixes = Object.keys(forms) as (keyof typeof forms)[]

for (const suffix of suffixes) {
  t.test(`GET /v1/articles/{ref}${suffix} returns the same by slug and by id, with type, digest and links`, async t => {
    const { app, publish } = await build(t)
    const { id } = await publish('ferries', ferries)
    const bySlug = await app.inject(base + suffix)
    const byId = await app.inject(`/v1/articles/${id}${suffix}`)
    t.equal(bySlug.statusCode, 200)
    t.equal(byId.body, bySlug.body)
    t.ok(bySlug.body.startsWith(forms[suffix].begins), bySlug.body.slice(0, 60))
    t.equal(bySlug.headers['content-type'], forms[suffix].type)
    t.equal(bySlug.headers['content-language'], 'en')
    const digest = createHash('sha256').update(bySlug.rawPayload).digest('base64')
    t.equal(bySlug.headers['repr-digest'], `sha-256=:${digest}:`)
    const links = String(bySlug.headers['link']).split(', ')
    const others = alternates.filter(one => one.suffix !== suffix)
    t.strictSame(links, [
      `<${site.publicUrl}${base}.html>; rel="canonical"; type="text/html"`,
      ...others.map(({ suffix, type, title }) => {
        const named = title ? `; title="${title}"` : ''
        return `<${site.publicUrl}/v1/articles/${id}${suffix}>; rel="alternate"; type="${type}"${named}`
      }),
    ])
  })

  t.test(`GET /v1/articles/{ref}${suffix} ignores unknown parameters`, async t => {
    const { app, publish } = await build(t)
    await publish('ferries', ferries)
    const plain = await app.inject(base + suffix)
    const tracked = await app.inject(`${base}${suffix}?utm_source=x&utm_source=y&__proto__=z`)
    t.strictSame([tracked.statusCode, tracked.body, tracked.headers['etag']], [200, plain.body, plain.headers['etag']])
  })

  t.test(
    `GET /v1/articles/{ref}${suffix} answers 301 for a former slug, 404 for an unknown one and 410 after the end`,
    async t => {
      const { app, publish, end } = await build(t)
      const { id } = await publish('ferries', ferries)
      const moved = await app.inject(`/v1/articles/electric-ferries${suffix}?a=b`)
      t.strictSame([moved.statusCode, moved.headers['location']], [301, `${site.publicUrl}${base}${suffix}?a=b`])
      t.equal((await app.inject(`/v1/articles/nowhere${suffix}`)).statusCode, 404)
      await end(id, { reason: 'withdrawn' })
      const gone = await app.inject(base + suffix)
      t.equal(gone.statusCode, 410)
      t.equal(gone.headers['cache-control'], 'public, max-age=60')
      if (suffix === '.html') return
      const body = JSON.parse(gone.body)
      if (suffix === '.ninjs.json') hasMembers(t, body, { pubStatus: 'canceled', uri: `urn:uuid:${id}` })
      else hasMembers(t, body, { code: 'article-gone', gone: { reason: 'withdrawn' } })
    },
  )
}

t.test('GET /v1/articles/{ref}: every form has a different entity tag', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  const urls = ['', ...suffixes, '.md?sections=when', '/card.html', '/sections/when.md', '/sections/when.html']
  const tags = await Promise.all(urls.map(async url => (await app.inject(base + url)).headers['etag']))
  t.equal(new Set(tags).size, urls.length)
})

t.test('GET /v1/articles/{ref}.md?sections= returns only these, in article order, also by former anchors', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  await publish('ferries', {
    ...ferries,
    sections: [lead('Start.'), headed('Who pays now', 'The city does.'), headed('When', 'Soon.')],
  })
  const both = await app.inject(`${base}.md?sections=when,who-pays`)
  t.match(both.body, /^---\n[\s\S]*\n---\n\n## Who pays now\n\nThe city does\.\n\n## When\n\nSoon\.\n$/)
  const same = await app.inject(`${base}.md?sections=who-pays-now&sections=when`)
  t.strictSame([same.body, same.headers['etag']], [both.body, both.headers['etag']])
  const missing = await app.inject(`${base}.md?sections=nope`)
  hasMembers(t, JSON.parse(missing.body), { status: 404, code: 'section-not-found' })
})

t.test('GET /v1/articles/{ref}/sections/{anchor}.md and .html: one section, or 301 for a former anchor', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  t.equal((await app.inject(`${base}/sections/when.md`)).body, '## When\n\nIn spring.\n')
  const page = await app.inject(`${base}/sections/when.html`)
  t.match(page.body, /<h2[^>]*>When<\/h2>/)
  t.notMatch(page.body, 'The city does.')
  await publish('ferries', { ...ferries, sections: [headed('When it is', 'In spring.')] })
  const moved = await app.inject(`${base}/sections/when.md?x=1`)
  t.strictSame(
    [moved.statusCode, moved.headers['location']],
    [301, `${site.publicUrl}${base}/sections/when-it-is.md?x=1`],
  )
  t.equal((await app.inject(`${base}/sections/nope.html`)).statusCode, 404)
})

t.test('GET /v1/articles/{ref}.html and card allow no scripts, and only the card allows framing', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  const page = await app.inject(`${base}.html`)
  const card = await app.inject(`${base}/card.html`)
  for (const { headers } of [page, card]) t.match(headers['content-security-policy'], /^default-src 'none'; img-src/)
  t.match(page.headers['content-security-policy'], /frame-ancestors 'none'/)
  t.equal(page.headers['x-frame-options'], 'DENY')
  t.match(card.headers['content-security-policy'], /frame-ancestors \*/)
  t.notOk('x-frame-options' in card.headers)
  t.match(card.body, 'They replace two diesel boats.')
})

t.test('GET /v1/articles/{ref}.html, section and card answer errors with an HTML page', async t => {
  const { app, publish, end } = await build(t, { site: { ...site, homeUrl: 'https://www.example.org/?a&b' } })
  const { id } = await publish('ferries', ferries)
  const told = async (url: string) => {
    const { statusCode, headers, body } = await app.inject(url)
    const head = await app.inject({ method: 'HEAD', url })
    t.strictSame(
      [head.statusCode, head.headers['content-length'], head.body],
      [statusCode, headers['content-length'], ''],
    )
    hasMembers(t, headers, { 'content-type': 'text/html; charset=utf-8', 'content-language': 'en' }, url)
    t.match(headers['content-security-policy'], /^default-src 'none'; img-src .*style-src 'sha256-/)
    const { errors, all, text } = readDocument(body)
    t.strictSame(errors, [])
    const links = all('a').map(link => link.attributes['href'])
    return { statusCode, cached: headers['cache-control'], title: all('h1')[0]?.text, links, text }
  }
  const pages = ['.html', '/card.html', '/sections/when.html']
  for (const page of [...pages.map(suffix => `/v1/articles/nowhere${suffix}`), `${base}/sections/nowhere.html`]) {
    const { text: _, title, ...others } = await told(page)
    t.strictSame(others, { statusCode: 404, cached: 'no-store', links: ['https://www.example.org/?a&b'] }, page)
    t.match(title, /^(?:There is no such article|The article has no such section)$/)
  }
  await end(id, { reason: 'moved', movedTo: { url: 'https://other.example.org/ferries?a=1&b=2' } })
  for (const suffix of pages) {
    const { text, ...others } = await told(base + suffix)
    t.strictSame(others, {
      statusCode: 410,
      cached: 'public, max-age=60',
      title: 'The article is no longer delivered',
      links: ['https://other.example.org/ferries?a=1&b=2', 'https://www.example.org/?a&b'],
    })
    t.match(text, /Since 2026-11-22: moved\./)
  }
  const card = await app.inject(`${base}/card.html`)
  t.match(card.headers['content-security-policy'], /frame-ancestors \*/)
  hasMembers(t, (await app.inject(`${base}.html`)).headers, { 'x-frame-options': 'DENY' })
})

t.test('GET /v1/articles/{ref}… has the rights in Link and in the TDMRep headers', async t => {
  const license = { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' }
  const rights = { license, syndication: 'full', textAndDataMining: 'reserved' } as const
  const { app, publish } = await build(t, { site: { ...site, miningPolicyUrl: 'https://www.example.org/tdm' } })
  await publish('ferries', { ...ferries, rights })
  for (const suffix of ['', ...suffixes]) {
    const { headers } = await app.inject(base + suffix)
    t.match(headers['link'], `<${license.url}>; rel="license"`, suffix)
    if (suffix !== '') {
      hasMembers(t, headers, { 'tdm-reservation': '1', 'tdm-policy': 'https://www.example.org/tdm' }, suffix)
    }
  }
})

t.test('GET /v1/articles/{ref}.html: a compressed answer has no Repr-Digest', async t => {
  const { app, publish } = await build(t, { cacheBytes: 1_000_000 })
  await publish('ferries', ferries)
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const ask = (coding: string) => fetch(`${address}${base}.html`, { headers: { 'accept-encoding': coding } })
  const coded = await ask('gzip')
  t.equal(coded.headers.get('content-encoding'), 'gzip')
  t.equal(coded.headers.get('repr-digest'), null)
  const again = await app.inject({ url: `${base}.html`, headers: { 'accept-encoding': 'gzip' } })
  t.strictSame([again.headers['content-encoding'], again.headers['repr-digest']], ['gzip', undefined])
  t.match((await ask('identity')).headers.get('repr-digest'), /^sha-256=:/)
})
