import { createHash } from 'node:crypto'
import t from 'tap'
import type { App } from '../../src/app/deps.ts'
import { build, site } from '../build.ts'
import { readDocument } from '../syndication/html-document.ts'

/** Addresses that a page loads or links to. */
function references(html: string): string[] {
  return [...html.matchAll(/(?:href|src)="([^"]*)"/g)]
    .map(([, url]) => url ?? '')
    .filter(url => !url.startsWith('data:'))
}

async function statuses(app: App, urls: string[]): Promise<number[]> {
  return Promise.all(urls.map(async url => (await app.inject(url)).statusCode))
}

t.test('GET / links to all parts and loads nothing', async t => {
  const { app } = await build(t, { site: { ...site, title: 'Tom & "Jerry" <b>' } })
  const { headers, body } = await app.inject('/')
  const urls = references(body)
  t.ok(urls.length >= 9)
  t.ok(
    urls.every(url => url.startsWith('./')),
    'links are relative, so that the API can be mounted at any path',
  )
  t.strictSame(
    new Set(
      await statuses(
        app,
        urls.map(url => url.slice(1)),
      ),
    ),
    new Set([200]),
  )
  t.match(
    body,
    /<html lang="en" dir="ltr">.*<title>Tom &#38; &#34;Jerry&#34; &#60;b&#62;: content API<\/title>.*<h1>Tom &#38; &#34;Jerry&#34; &#60;b&#62;<\/h1>/s,
  )
  const style = /<style>(.*)<\/style>/s.exec(body)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  t.ok(String(headers['content-security-policy']).includes(`style-src 'sha256-${hash}'`))
  t.notMatch(body, /<script|style="|onclick/)
})

t.test('GET /: the head has links to the feeds', async t => {
  const { app } = await build(t, { site: { ...site, title: 'Tom & "Jerry"' } })
  const { all } = readDocument((await app.inject('/')).body)
  const alternates = all('link').flatMap(({ attributes: { rel, type, href, title } }) =>
    rel === 'alternate' ? [[type, href, title]] : [],
  )
  t.strictSame(
    alternates,
    ['rss+xml', 'atom+xml', 'feed+json'].map((type, index) => [
      `application/${type}`,
      `./feeds/${['rss.xml', 'atom.xml', 'feed.json'][index]}`,
      'Tom & "Jerry"',
    ]),
  )
})

t.test('GET /v1 names only addresses that answer 200', async t => {
  const { app } = await build(t)
  const { headers, body } = await app.inject('/v1')
  const { feeds, article, oembed, stream, ...addresses } = JSON.parse(body).addresses
  t.strictSame(Object.keys(feeds), ['rss', 'atom', 'json', 'ninjs', 'opml'])
  t.strictSame(
    [article, oembed],
    [`${site.publicUrl}/v1/articles/{ref}`, `${site.publicUrl}/oembed{?url,format,maxwidth,maxheight}`],
  )
  t.equal(stream, `${site.publicUrl}/v1/stream`)
  const urls: string[] = [...Object.values<string>(addresses), ...Object.values<string>(feeds)]
  const answered = await Promise.all(
    urls.map(async url => [url, (await app.inject(url.replace(site.publicUrl, ''))).statusCode]),
  )
  t.strictSame(
    answered,
    urls.map(url => [url, 200]),
  )
  const catalog = await app.inject({ method: 'HEAD', url: '/.well-known/api-catalog' })
  for (const one of [headers, catalog.headers]) {
    t.match(one['link'], `<${site.publicUrl}/.well-known/api-catalog>; rel="api-catalog"`)
  }
})

t.test('GET /docs has relative links and an entity tag', async t => {
  const { app } = await build(t, { site: { ...site, title: '</title><script>' } })
  for (const path of ['/docs', '/docs/']) {
    const { statusCode, headers, body } = await app.inject(path)
    t.equal(statusCode, 200)
    t.equal(headers['content-type'], 'text/html; charset=utf-8')
    t.notMatch(body, /<\/title><script>/)
    const urls = references(body)
    t.strictSame(
      urls.map(url => new URL(url, `https://news.example.org/api${path}`).pathname),
      ['favicon.ico', 'docs/reference.css', '', 'openapi.json', 'openapi.json', 'docs/reference.js'].map(
        name => `/api/${name}`,
      ),
    )
    t.strictSame(
      new Set(
        await statuses(
          app,
          urls.map(url => new URL(url, `https://news.example.org${path}`).pathname),
        ),
      ),
      new Set([200]),
    )
    const policy = String(headers['content-security-policy'])
    t.match(policy, /^default-src 'none'; script-src 'self'; style-src-elem 'self' 'sha256-/)
    t.notMatch(policy, /unsafe-eval|https:\/\/(?!news\.example\.org)/)
    const kept = await app.inject({ url: path, headers: { 'if-none-match': String(headers['etag']) } })
    t.equal(kept.statusCode, 304)
  }
  t.equal((await app.inject('/docs/nope.js')).statusCode, 404)
})

t.test('GET /docs/document.json is the OpenAPI document with the guides before the operations', async t => {
  const { app } = await build(t)
  const { tags, 'x-tagGroups': groups, ...rest } = JSON.parse((await app.inject('/docs/document.json')).body)
  const { tags: own, ...plain } = JSON.parse((await app.inject('/openapi.json')).body)
  t.strictSame(rest, plain)
  type Tag = { name: string; description: string; 'x-displayName': string }
  const guides: Tag[] = tags.slice(0, tags.length - own.length)
  t.strictSame(tags.slice(guides.length), own)
  t.strictSame(
    groups.flatMap((group: { tags: string[] }) => group.tags).toSorted(),
    tags.map((tag: Tag) => tag.name).toSorted(),
    'each tag is in exactly one group',
  )
  t.strictSame(
    [groups[0].name, groups[0].tags[0], guides[0]?.['x-displayName']],
    ['Guides', 'guide-getting-started', 'Getting started'],
  )
  for (const { name, description } of guides) {
    const links = [...description.matchAll(/\]\(([^)]*)\)/g)].map(([, target = '']) => target)
    const lost = links.filter(
      target => !/^https?:/.test(target) && !guides.some(guide => target === `#tag/${guide.name}`),
    )
    t.strictSame(lost, [], name)
    t.ok(description.length > 500 && !description.startsWith('#'), name)
  }
})
