import t from 'tap'
import { type Built, build, site } from '../build.ts'
import { ferries } from './sample.ts'

const policy = 'https://www.example.org/tdm'
const reserved = { rights: { syndication: 'full', textAndDataMining: 'reserved' } } as const
const allowed = { rights: { syndication: 'full', textAndDataMining: 'allowed' } } as const

t.test('every answer with text of an article has its text and data mining reservation', async t => {
  const { app, publish, time } = await build(t, { site: { ...site, miningPolicyUrl: policy } })
  time.now = new Date('2026-11-21T12:00:00Z')
  await publish('a', { ...ferries, ...reserved, title: 'Reserved', tags: ['Kept'], formerSlugs: [] })
  await publish('b', { ...ferries, ...allowed, title: 'Allowed', tags: ['Free'], language: 'de', formerSlugs: [] })
  await publish('c', {
    ...ferries,
    title: 'Silent',
    tags: ['Open'],
    formerSlugs: [],
    custom: { textAndDataMining: 'x' },
  })
  const said = async (url: string) => {
    const { statusCode, headers } = await app.inject(url)
    return [statusCode, headers['tdm-reservation'], headers['tdm-policy']]
  }
  const parts = ['', '.html', '.md', '/metadata', '/key-takeaways', '/sections', '/sections/lead', '/sections/lead.md']
  for (const part of parts) {
    t.strictSame(await said(`/v1/articles/reserved${part}`), [200, '1', policy], part)
    t.strictSame(await said(`/v1/articles/allowed${part}`), [200, '0', undefined], part)
    t.strictSame(await said(`/v1/articles/silent${part}`), [200, undefined, undefined], part)
  }
  const lists = (tag: string) => [
    `/v1/articles?tag=${tag}`,
    `/v1/key-takeaways?tag=${tag}`,
    `/v1/sync?tag=${tag}`,
    ...['rss.xml', 'atom.xml', 'feed.json', 'ninjs.json'].map(file => `/feeds/tags/${tag}/${file}`),
  ]
  for (const url of lists('kept')) t.strictSame(await said(url), [200, '1', policy], url)
  for (const url of lists('free')) t.strictSame(await said(url), [200, '0', undefined], url)
  for (const url of lists('open')) t.strictSame(await said(url), [200, undefined, undefined], url)
  for (const [name, ...expected] of [
    ['reserved', 200, '1', policy],
    ['allowed', 200, '0', undefined],
    ['silent', 200, undefined, undefined],
  ] as const) {
    t.strictSame(await said(`/oembed?url=${site.publicUrl}/v1/articles/${name}`), expected, `oEmbed: ${name}`)
  }
  for (const url of ['/v1/articles', '/v1/sync', '/feeds/atom.xml', '/news-sitemap.xml']) {
    t.strictSame(await said(url), [200, '1', policy], `${url} is reserved if one article is`)
  }
  t.strictSame(await said('/v1/articles?tag=free,open'), [200, undefined, undefined], 'not every article allows mining')
  t.strictSame(await said('/v1/sync?view=ref'), [200, undefined, undefined], 'refs have no text')
})

t.test(
  'export and stream have the reservation of the site, since their articles are not known at the start',
  async t => {
    const stated = { ...site, miningPolicyUrl: policy }
    const headers = async (textAndDataMining: 'reserved' | 'allowed') => {
      const { app, publish } = await build(t, {
        site: { ...stated, rights: { syndication: 'full', textAndDataMining } },
      })
      await publish('a', ferries)
      const answers = [
        await app.inject('/v1/export.ndjson'),
        await app.inject({ method: 'HEAD', url: '/v1/export.ndjson' }),
        await app.inject({ method: 'HEAD', url: '/v1/stream' }),
      ]
      return answers.map(({ headers }) => [headers['tdm-reservation'], headers['tdm-policy']])
    }
    t.strictSame(await headers('reserved'), [
      ['1', policy],
      ['1', policy],
      ['1', policy],
    ])
    t.strictSame(await headers('allowed'), [
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ])
  },
)

t.test('a sync page has an ETag and no Last-Modified, since a date would miss changes within one second', async t => {
  const { app, publish } = await build(t)
  await publish('a', ferries)
  const { headers } = await app.inject('/v1/sync')
  t.strictSame([typeof headers.etag, headers['last-modified']], ['string', undefined])
})

const shared = [
  '/v1/articles',
  '/v1/articles?tag=climate',
  '/v1/key-takeaways',
  '/v1/tags',
  '/v1/tags/climate',
  '/feeds/rss.xml',
  '/feeds/tags/climate/atom.xml',
  '/feeds/feeds.opml',
  '/sitemap.xml',
  '/sitemaps/2026-11.xml',
  '/llms.txt',
]

t.test('lists and feeds have the time of the last change and answer If-Modified-Since with 304', async t => {
  const built = await build(t)
  const { app, publish, end, time } = built
  const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 12, 0, second))
  time.now = at(10)
  await publish('a', ferries)
  const { id } = await publish('b', { ...ferries, title: 'Other', formerSlugs: [] })
  time.now = at(20)
  const before = await dates(built)
  t.strictSame(
    before,
    shared.map(() => at(10).toUTCString()),
  )
  for (const url of shared) {
    const headers = { 'if-modified-since': at(10).toUTCString() }
    t.equal((await app.inject({ url, headers })).statusCode, 304, url)
  }
  await end(id, { reason: 'withdrawn' })
  time.now = at(30)
  for (const url of shared) {
    const headers = { 'if-modified-since': at(10).toUTCString() }
    const answer = await app.inject({ url, headers })
    t.strictSame([answer.statusCode, answer.headers['last-modified']], [200, at(20).toUTCString()], url)
  }
})

t.test('Last-Modified of lists is not before the start of the process and its configuration', async t => {
  const built = await build(t)
  built.time.now = new Date('2026-11-22T11:00:00Z')
  await built.publish('a', ferries)
  built.time.now = new Date('2026-11-22T12:30:00Z')
  t.strictSame(
    await dates(built),
    shared.map(() => 'Sun, 22 Nov 2026 12:00:00 GMT'),
  )
})

async function dates({ app }: Built): Promise<unknown[]> {
  return Promise.all(shared.map(async url => (await app.inject(url)).headers['last-modified']))
}
