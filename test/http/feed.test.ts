import { parseAtomFeed, parseRssFeed } from 'feedsmith'
import t from 'tap'
import { type Built, build, site } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { validateJsonFeed, validateNinjs } from '../syndication/schema.ts'
import { below, readXml } from '../syndication/xml-document.ts'
import { type File, files, readPage } from './feed-reader.ts'
import { ferries } from './sample.ts'

/** Publishes five articles, the third with another tag, the fourth in German. */
async function filled({ publish }: Built): Promise<void> {
  for (const number of [1, 2, 3, 4, 5]) {
    await publish(`a${number}`, {
      ...ferries,
      title: `Number ${number}`,
      formerSlugs: [],
      publishedAt: `2026-11-0${number}T09:00:00Z`,
      updatedAt: `2026-11-${20 - number}T09:00:00Z`,
      tags: [number === 3 ? 'Trams' : 'Ferries'],
      language: number === 4 ? 'de' : 'en',
    })
  }
}

t.test('feeds of five articles', async t => {
  const built = await build(t)
  await filled(built)
  for (const file of Object.keys(files) as File[]) {
    await t.test(
      `GET /feeds/${file} returns each article once, newest first, on pages to the end of the archive`,
      async t => {
        const seen: string[] = []
        let url: string | undefined = `${site.publicUrl}/feeds/${file}?limit=2`
        let pages = 0
        while (url) {
          const { statusCode, headers, body }: Awaited<ReturnType<typeof get>> = await get(built, url)
          t.equal(statusCode, 200)
          t.equal(headers['content-type'], files[file])
          const page = readPage(file, body, String(headers['link']))
          seen.push(...page.titles)
          url = page.next
          pages += 1
        }
        t.strictSame([pages, seen], [3, [5, 4, 3, 2, 1].map(number => `Number ${number}`)])
      },
    )

    await t.test(`GET /feeds/${file} sorts, and has variants by tag, category, author and language`, async t => {
      const titles = async (path: string) => {
        const { body, headers } = await get(built, path)
        return readPage(file, body, String(headers['link'])).titles.map(title => Number(title.slice(-1)))
      }
      t.strictSame(await titles(`/feeds/${file}?sort=-updatedAt`), [1, 2, 3, 4, 5])
      t.strictSame(await titles(`/feeds/tags/trams/${file}`), [3])
      t.strictSame(await titles(`/feeds/categories/transport/${file}`), [5, 4, 3, 2, 1])
      t.strictSame(await titles(`/feeds/authors/ann-writer/${file}?limit=1`), [5])
      t.strictSame(await titles(`/feeds/languages/de/${file}`), [4])
      t.strictSame(await titles(`/feeds/languages/fr/${file}`), [])
      t.equal((await get(built, `/feeds/tags/nope/${file}`)).statusCode, 404)
      t.equal((await get(built, `/feeds/languages/-/${file}`)).statusCode, 404)
      const moved = await get(built, `/feeds/languages/DE/${file}?limit=3`)
      t.strictSame(
        [moved.statusCode, moved.headers['location']],
        [301, `${site.publicUrl}/feeds/languages/de/${file}?limit=3`],
      )
      const spelled = await get(built, `/feeds/tags/Trams/${file}?limit=3`)
      t.strictSame(
        [spelled.statusCode, spelled.headers['location']],
        [301, `${site.publicUrl}/feeds/tags/trams/${file}?limit=3`],
      )
    })

    await t.test(`GET /feeds/${file} refuses invalid parameters`, async t => {
      for (const query of ['limit=0', 'limit=101', 'content=some', 'sort=title', 'cursor=x', 'limit=1&limit=2']) {
        t.equal((await get(built, `/feeds/${file}?${query}`)).statusCode, 400, query)
      }
    })

    await t.test(`GET /feeds/${file}?content=summary omits the text`, async t => {
      t.match((await get(built, `/feeds/${file}`)).body, 'The city does.')
      t.notMatch((await get(built, `/feeds/${file}?content=summary`)).body, 'The city does.')
    })
  }
})

t.test('GET /feeds/…: a change alters the entity tag, and tracking parameters do not', async t => {
  const built = await build(t)
  await filled(built)
  const known: Record<string, string> = {}
  const ask = async (file: string) =>
    (await built.app.inject({ url: `/feeds/${file}`, headers: { 'if-none-match': String(known[file]) } })).statusCode
  for (const file of Object.keys(files)) {
    const { body, headers } = await get(built, `/feeds/${file}`)
    const tracked = await get(built, `/feeds/${file}?utm_source=x&utm_source=y`)
    t.strictSame([tracked.body, tracked.headers['etag']], [body, headers['etag']], file)
    t.match(headers['surrogate-key'], /^list/, file)
    known[file] = String(headers['etag'])
    t.equal(await ask(file), 304, file)
  }
  await built.publish('a6', { ...ferries, title: 'Number 6' })
  for (const file of Object.keys(files)) t.equal(await ask(file), 200, file)
})

t.test('GET /feeds/… are dated 2000-01-01 without articles, and otherwise with the last change', async t => {
  const built = await build(t)
  const dates = async () => [
    parseAtomFeed((await get(built, '/feeds/atom.xml')).body).updated,
    parseRssFeed((await get(built, '/feeds/rss.xml')).body).lastBuildDate,
  ]
  t.strictSame(await dates(), ['2000-01-01T00:00:00Z', 'Sat, 01 Jan 2000 00:00:00 GMT'])
  const at = '1994-11-20T09:00:00Z'
  await built.publish('old', { ...ferries, publishedAt: at, updatedAt: at })
  t.strictSame(await dates(), [at, 'Sun, 20 Nov 1994 09:00:00 GMT'])
})

t.test('GET /feeds/… name the hub only for feeds whose changes it receives', async t => {
  const built = await build(t, { site: { ...site, hubs: ['https://hub.example.org/'] } })
  await filled(built)
  const named = async (path: string) => {
    const { body, headers } = await get(built, path)
    const inBody = body.includes('https://hub.example.org/')
    const inHeader = String(headers['link']).includes('<https://hub.example.org/>; rel="hub"')
    return [inBody, inHeader]
  }
  for (const file of ['rss.xml', 'atom.xml', 'feed.json']) {
    for (const folder of ['', 'tags/trams/', 'languages/de/']) {
      t.strictSame(await named(`/feeds/${folder}${file}`), [true, true])
      t.strictSame(await named(`/feeds/${folder}${file}?utm_source=x&limit=20`), [true, true])
    }
    t.strictSame(await named(`/feeds/${file}?content=summary`), [false, false])
    const next = /<([^>]+)>; rel="next"/.exec(String((await get(built, `/feeds/${file}?limit=2`)).headers['link']))?.[1]
    t.strictSame(await named(next ?? ''), [false, false])
  }
  t.strictSame(await named('/feeds/ninjs.json'), [false, true])
})

t.test('GET /feeds/atom.xml: pages have the same id and their own self link', async t => {
  const built = await build(t, { site: { ...site, hubs: ['https://hub.example.org/'] } })
  await filled(built)
  const first = await get(built, '/feeds/tags/ferries/atom.xml?limit=2&content=summary')
  const id = `${site.publicUrl}/feeds/tags/ferries/atom.xml?content=summary&limit=2`
  const feed = parseAtomFeed(first.body)
  hasMembers(t, feed, { id, title: { value: 'Harbour News: Ferries' }, updated: '2026-11-16T09:00:00Z' })
  const next = feed.links?.find(link => link.rel === 'next')?.href ?? ''
  const shorter = await get(built, `${next}&limit=1`)
  t.equal(parseAtomFeed(shorter.body).links?.find(link => link.rel === 'self')?.href, `${next}&limit=1`)
  const second = await get(built, next)
  t.equal(parseAtomFeed(second.body).id, id)
  t.equal(
    second.headers['link'],
    [
      `<${next}>; rel="self"`,
      `<${parseAtomFeed(second.body).links?.find(link => link.rel === 'previous')?.href}>; rel="prev"`,
    ].join(', '),
  )
})

t.test('a deletion appears in sync, Atom, ninjs and the sitemap, and the article answers 410', async t => {
  const built = await build(t)
  const { id, slug } = await built.publish('ferries', ferries)
  const { token } = JSON.parse((await get(built, '/v1/sync')).body)
  const page = async () => (await get(built, '/sitemaps/2026-11.xml')).statusCode
  t.equal(await page(), 200)
  built.time.now = new Date('2026-11-22T13:00:00Z')
  await built.end(id, { reason: 'withdrawn' })

  const sync = JSON.parse((await get(built, `/v1/sync?token=${token}`)).body)
  hasMembers(t, sync.tombstones, [{ id, reason: 'withdrawn' }])
  const atom = readXml((await get(built, '/feeds/atom.xml')).body)
  const [entry] = below(atom, 'deleted-entry')
  t.strictSame(entry?.attributes, { ref: `urn:uuid:${id}`, when: '2026-11-22T13:00:00Z' })
  t.strictSame(below(atom, 'entry'), [])
  hasMembers(t, JSON.parse((await get(built, '/feeds/ninjs.json')).body).associations, [
    { uri: `urn:uuid:${id}`, pubStatus: 'canceled' },
  ])
  hasMembers(t, JSON.parse((await get(built, `/v1/articles/${slug}.ninjs.json`)).body), { pubStatus: 'canceled' })
  t.equal(await page(), 404)
  t.notMatch((await get(built, '/sitemap.xml')).body, '2026-11')
  for (const suffix of ['', '.html', '.md', '.txt', '.jsonld', '.ninjs.json']) {
    t.equal((await get(built, `/v1/articles/${slug}${suffix}`)).statusCode, 410, suffix)
  }
  const embed = `/oembed?url=${encodeURIComponent(`${site.publicUrl}/v1/articles/${slug}.html`)}`
  t.equal((await get(built, embed)).statusCode, 410)
})

t.test('GET /feeds/feed.json is valid', { skip: !validateJsonFeed && 'the schema is not on this machine' }, async t => {
  const built = await build(t)
  await filled(built)
  t.strictSame(validateJsonFeed?.(JSON.parse((await get(built, '/feeds/feed.json?limit=2')).body)), [])
})

t.test('ninjs feed and item are valid', { skip: !validateNinjs && 'the schema is not on this machine' }, async t => {
  const built = await build(t)
  await filled(built)
  const { id, slug } = await built.publish('ferries', ferries)
  t.strictSame(validateNinjs?.(JSON.parse((await get(built, `/v1/articles/${slug}.ninjs.json`)).body)), [])
  await built.end(id, { reason: 'deleted' })
  t.strictSame(validateNinjs?.(JSON.parse((await get(built, `/v1/articles/${slug}.ninjs.json`)).body)), [])
  t.strictSame(validateNinjs?.(JSON.parse((await get(built, '/feeds/ninjs.json')).body)), [])
})

function get({ app }: Built, url: string) {
  return app.inject(url.replace(site.publicUrl, ''))
}
