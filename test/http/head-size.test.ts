import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { type Built, build, site } from '../build.ts'
import { headed, lead } from '../domain/sample.ts'
import { everyAddress, ferries, fillable } from './sample.ts'

/** Ideographs outside the BMP: 12 bytes each in an address, the maximum for one letter. */
const longest = '\u{20000}'.repeat(200)
const client = { origin: 'https://reader.example', 'x-request-id': 'x'.repeat(64), 'accept-encoding': 'gzip, br' }

/** Bytes of a response head on the wire, including the connection headers. */
function headSize({ statusCode, statusMessage, headers }: LightMyRequestResponse): number {
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map(one => `${name}: ${one}\r\n`))
  const connection = 'date: Sat, 01 Jan 2000 00:00:00 GMT\r\nconnection: keep-alive\r\nkeep-alive: timeout=72\r\n'
  return Buffer.byteLength(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('')}${connection}\r\n`)
}

/** Publishes an article that uses the title also for its terms and heading. */
async function publishLong({ app, publish }: Built, name: string, title: string) {
  const { id } = await publish(name, {
    ...ferries,
    title,
    category: title,
    tags: [title],
    authors: [{ name: title }],
    sections: [lead('Words.'), headed(title, 'More words.')],
    rights: { syndication: 'full', license: { name: 'CC', url: `https://license.example/${'x'.repeat(400)}` } },
    formerSlugs: [`old-${name.slice(0, 9)}`],
  })
  return app.inject(`/v1/articles/${id}`)
}

const parts: Record<string, 'category' | 'tag' | 'author'> = { categories: 'category', tags: 'tag', authors: 'author' }

t.test('every public address has a head below 4,000 bytes with the longest titles', async t => {
  const title = longest
  const built = await build(t, { site: { ...site, hubs: ['https://hub.example.org/'] } })
  const { app } = built
  const { body } = await publishLong(built, 'one', title)
  for (const name of ['two', 'three']) await publishLong(built, name, title)
  const { id, slug, metadata, sections } = JSON.parse(body)
  const terms = { category: metadata.category, tag: metadata.tags[0], author: metadata.authors[0] }
  const values = { ...fillable, ref: slug, anchor: sections[1].anchor }
  const fill = (path: string, given: Record<string, string>) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const kind = parts[path.split('/').find(segment => segment in parts) ?? '']
      return encodeURIComponent(name === 'slug' && kind ? terms[kind].slug : (given[name] ?? ''))
    })
  const paths = everyAddress()
    .map(one => one.path)
    .filter(path => path !== '/v1/stream')
  const addresses = [
    ...paths.flatMap(path => [fill(path, values), fill(path, { ...values, ref: id })]),
    ...paths.filter(path => path.includes('{ref}')).map(path => fill(path, { ...values, ref: 'old-one' })),
    ...paths
      .filter(path => path.startsWith('/feeds') || path === '/v1/articles')
      .map(path => `${fill(path, values)}?limit=1`),
    ...['category', 'tag', 'author'].map(
      kind => `/v1/articles?limit=1&${kind}=${encodeURIComponent(title).slice(0, 900)}`,
    ),
    `/oembed?url=${encodeURIComponent(metadata.canonicalUrl)}`,
    `/v1/articles/${encodeURIComponent(slug)}?language=de&limit=x`,
    `/v1/articles/${encodeURIComponent(`${slug.slice(0, 100)}no`)}`,
  ]
  const heads = new Map<number, number>()
  for (const url of addresses) {
    for (const method of ['GET', 'HEAD'] as const) {
      const answer = await app.inject({ method, url, headers: client })
      const tag = answer.headers['etag']
      const again = tag
        ? await app.inject({ method, url, headers: { ...client, 'if-none-match': String(tag) } })
        : answer
      for (const one of [answer, again]) {
        heads.set(one.statusCode, (heads.get(one.statusCode) ?? 0) + 1)
        t.ok(headSize(one) < 4000, `${method} ${url.slice(0, 60)}: ${one.statusCode}, ${headSize(one)} bytes`)
      }
    }
  }
  const statuses = [...heads.keys()].sort()
  t.match(statuses.join(), /200.*30[18].*304.*40[04]/, 'measures answers of all kinds')
})

t.test(
  'GET /v1/articles/{ref}: Link names the other forms by id, and the canonical page if its link is at most 1 KB',
  async t => {
    const built = await build(t)
    for (const [title, hasCanonical] of [
      ['港湾局は来春から北岸線で電気フェリー二隻を運航すると発表しディーゼル船を全て置き換える方針', true],
      [longest, false],
    ] as const) {
      const { headers, body } = await publishLong(built, title, title)
      const { id, metadata } = JSON.parse(body)
      const members = String(headers['link']).split(', ')
      const own = `https://news.example.org/v1/articles/${id}`
      t.strictSame(members, [
        ...(hasCanonical ? [`<${metadata.canonicalUrl}>; rel="canonical"; type="text/html"`] : []),
        `<${own}.html>; rel="alternate"; type="text/html"`,
        `<${own}.md>; rel="alternate"; type="text/markdown"`,
        `<${own}.txt>; rel="alternate"; type="text/plain"`,
        `<${own}.jsonld>; rel="alternate"; type="application/ld+json"`,
        `<${own}.ninjs.json>; rel="alternate"; type="application/json"; title="ninjs"`,
        `<https://license.example/${'x'.repeat(400)}>; rel="license"`,
      ])
      for (const member of members.filter(one => one.includes('alternate'))) {
        const { pathname } = new URL(/<([^>]+)>/.exec(member)?.[1] ?? '')
        t.equal((await built.app.inject(pathname)).statusCode, 200)
      }
    }
  },
)

t.test('a redirect to an article with a slug too long for a header uses its id', async t => {
  const built = await build(t)
  const { id } = JSON.parse((await publishLong(built, 'one', longest)).body)
  for (const below of ['', '.html', '/sections/lead']) {
    const { statusCode, headers } = await built.app.inject(`/v1/articles/old-one${below}`)
    t.strictSame(
      [statusCode, headers['location']],
      [below === '.html' ? 301 : 308, `https://news.example.org/v1/articles/${id}${below}`],
    )
  }
})
