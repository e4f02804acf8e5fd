import t from 'tap'
import type { Article } from '../../src/domain/article/article.ts'
import { publishAs } from '../../src/domain/article/publish.ts'
import { newestTombstones, positionInArchive, publicationMonths } from '../../src/store/rows/log/archive-store.ts'
import { openReader } from '../../src/store/sqlite/database/connection.ts'
import { build, site } from '../build.ts'
import { article, numberedId } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { planReader } from '../store/plan.ts'
import { below, readXml, textOf } from '../syndication/xml-document.ts'
import { ferries } from './sample.ts'

const at = '2026-11-22T12:00:00Z'
const months = ['2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z', '2026-01-31T23:59:59Z', '2026-11-21T12:00:00Z']

t.test('GET /sitemap.xml has a page for each month, and each article is on exactly one page', async t => {
  const { app, publish } = await build(t)
  for (const publishedAt of months) {
    await publish(publishedAt, { ...ferries, title: publishedAt, formerSlugs: [], publishedAt, updatedAt: publishedAt })
  }
  const index = readXml((await app.inject('/sitemap.xml')).body)
  t.strictSame(
    below(index, 'sitemap').map(one => [textOf(one, 'loc'), textOf(one, 'lastmod')]),
    [
      [`${site.publicUrl}/sitemaps/2025-12.xml`, '2025-12-31T23:59:59Z'],
      [`${site.publicUrl}/sitemaps/2026-01.xml`, '2026-01-31T23:59:59Z'],
      [`${site.publicUrl}/sitemaps/2026-11.xml`, '2026-11-21T12:00:00Z'],
    ],
  )
  const found = []
  for (const page of below(index, 'loc')) {
    const { body, headers } = await app.inject(page.text.replace(site.publicUrl, ''))
    t.equal(headers['content-type'], 'application/xml; charset=utf-8')
    found.push(...below(readXml(body), 'lastmod').map(one => one.text))
  }
  t.strictSame(found, months)
})

t.test('GET /sitemaps/{page}.xml answers 404 for pages that are not in the index', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  t.equal((await app.inject('/sitemaps/2026-11.xml')).statusCode, 200)
  for (const page of ['2026-10', '2026-11-1', '2026-11-2', '2026-11-9999', '2026-13', '0000-00', '9999-12', 'x', '']) {
    t.equal((await app.inject(`/sitemaps/${page}.xml`)).statusCode, 404, page)
  }
})

t.test('GET /sitemaps/{page}.xml: translations name each other', async t => {
  const { app, store, publish } = await build(t)
  for (const language of ['en', 'de']) {
    const { id } = await publish(language, { ...ferries, title: language, language, formerSlugs: [] })
    const decide = (now: Article | undefined) => {
      const next = { ...(now ?? article()), version: 2, translationGroup: numberedId(90) }
      return { ...publishAs(next, at), audit: { action: 'test' } }
    }
    await store.writeArticles([{ target: { id }, decide }], { at, actor: 'cli' })
  }
  const page = readXml((await app.inject('/sitemaps/2026-11.xml')).body)
  const alternates = below(page, 'url').map(url =>
    below(url, 'link').map(link => [link.attributes['hreflang'], link.attributes['href']]),
  )
  const named = { de: 'de', en: 'en', 'x-default': 'en' }
  const both = Object.entries(named).map(([tag, slug]) => [tag, `${site.publicUrl}/v1/articles/${slug}.html`])
  t.strictSame(
    alternates.map(links => links.toSorted()),
    [both, both],
  )
})

t.test('GET /news-sitemap.xml omits articles older than two days', async t => {
  const { app, publish, time } = await build(t)
  await publish('ferries', { ...ferries, publishedAt: '2026-11-21T12:00:00Z' })
  const titles = async () => below(readXml((await app.inject('/news-sitemap.xml')).body), 'title').map(one => one.text)
  t.strictSame(await titles(), [ferries.title])
  time.now = new Date('2026-11-23T12:00:01Z')
  t.strictSame(await titles(), [])
})

t.test('the store finds months, parts and tombstones by index', async t => {
  const { store, publish } = await build(t)
  await publish('ferries', ferries)
  const reader = openReader(`${t.testdirName}/offprint.db`)
  t.teardown(() => reader.close())
  const plan = planReader(t, `${t.testdirName}/offprint.db`)
  t.match(plan(publicationMonths(reader).toSQL())[0], 'USING COVERING INDEX print_updated')
  hasMembers(t, plan(positionInArchive(reader).toSQL()), [/USING COVERING INDEX print_published/])
  hasMembers(t, plan(newestTombstones(reader).toSQL()), [/^SCAN tombstone USING INDEX .*tombstone_revision/])
  t.strictSame(await store.months(), [{ month: '2026-11', articles: 1, updatedAt: ferries.updatedAt }])
  const bounds = { after: '2026-10-31T23:59:59Z', before: '2026-12-01T00:00:00Z' }
  hasMembers(t, await store.positionAfter(1, bounds), { at: ferries.publishedAt })
  t.equal(await store.positionAfter(2, bounds), undefined)
  t.strictSame(await store.languages(), ['en'])
})

t.test('sitemaps list only pages of the site', async t => {
  const more = {
    site: {
      ...site,
      homeUrl: 'https://www.example.org/news',
      articleUrlTemplate: 'https://{language}.example.org/{slug}',
    },
  }
  const { app, publish } = await build(t, more)
  const pages = {
    'https://www.example.org/news/own': true,
    'https://en.example.org/own': true,
    'https://news.example.org/own?a=b': true,
    'https://other.example.net/own': false,
    'https://www.example.org.example.net/own': false,
    'https://a.b.example.org/own': false,
    'https://www.example.org/page#part': false,
  }
  const published = { formerSlugs: [], publishedAt: '2026-11-22T09:00:00Z', updatedAt: '2026-11-22T09:00:00Z' }
  for (const canonicalUrl of Object.keys(pages)) {
    await publish(canonicalUrl, { ...ferries, ...published, title: canonicalUrl, canonicalUrl })
  }
  const own = Object.entries(pages).flatMap(([url, isOwn]) => (isOwn ? [url] : []))
  for (const path of ['/sitemaps/2026-11.xml', '/news-sitemap.xml']) {
    const locs = below(readXml((await app.inject(path)).body), 'url').map(url => textOf(url, 'loc') ?? '')
    t.strictSame(locs.sort(), own.toSorted(), path)
  }
})

t.test('a month with only pages of other sites is not in the index and answers 404', async t => {
  const { app, publish, edit, time } = await build(t)
  const elsewhere = (number: number) => ({ canonicalUrl: `https://other.example.net/${number}` })
  const when = (publishedAt: string) => ({ ...ferries, formerSlugs: [], publishedAt, updatedAt: publishedAt })
  const { id } = await publish('a', { ...when('2025-01-05T09:00:00Z'), title: 'A', ...elsewhere(1) })
  await publish('b', { ...when('2025-01-06T09:00:00Z'), title: 'B', ...elsewhere(2) })
  await publish('c', { ...when('2025-02-05T09:00:00Z'), title: 'C', ...elsewhere(3) })
  await publish('d', { ...when('2025-02-06T09:00:00Z'), title: 'D' })
  const months = async () => {
    const named = below(readXml((await app.inject('/sitemap.xml')).body), 'loc').map(loc => loc.text.slice(-11, -4))
    const answers = await Promise.all(
      ['2025-01', '2025-02'].map(async month => (await app.inject(`/sitemaps/${month}.xml`)).statusCode),
    )
    return [named, ...answers]
  }
  t.strictSame(await months(), [['2025-02'], 404, 200])
  time.now = new Date('2026-11-22T13:00:00Z')
  await edit(id, ({ canonicalUrl: _, ...content }) => content)
  t.strictSame(await months(), [['2025-01', '2025-02'], 200, 200])
})

t.test('GET /news-sitemap.xml supports HEAD and 304, and changes when an article is too old', async t => {
  const { app, publish, time } = await build(t)
  const publishedAt = '2026-11-22T11:00:00Z'
  await publish('a', { ...ferries, publishedAt, updatedAt: publishedAt })
  const url = '/news-sitemap.xml'
  const got = await app.inject(url)
  const head = await app.inject({ method: 'HEAD', url })
  const names = ['content-type', 'etag', 'cache-control', 'vary', 'surrogate-key', 'content-length'] as const
  t.strictSame([head.statusCode, head.body], [200, ''])
  for (const name of names) t.strictSame(head.headers[name], got.headers[name], name)
  const etag = String(got.headers.etag)
  for (const method of ['GET', 'HEAD'] as const) {
    const same = await app.inject({ method, url, headers: { 'if-none-match': etag } })
    t.strictSame([same.statusCode, same.headers.etag, same.body], [304, etag, ''], method)
  }
  time.now = new Date('2026-11-24T11:00:01Z')
  const later = await app.inject({ url, headers: { 'if-none-match': etag } })
  t.strictSame([later.statusCode, below(readXml(later.body), 'url').length], [200, 0])
  t.equal(later.headers['last-modified'], undefined, 'the list also changes when no article changes')
})

t.test('GET /sitemap.xml: every listed month answers 200, for the years 1, 99 and 9999', async t => {
  const { app, publish } = await build(t)
  for (const publishedAt of ['0001-01-01T00:00:00Z', '0099-12-31T23:59:59Z', '9999-12-31T23:59:59Z']) {
    await publish(publishedAt, { ...ferries, title: publishedAt, formerSlugs: [], publishedAt, updatedAt: publishedAt })
  }
  const found = below(readXml((await app.inject('/sitemap.xml')).body), 'loc').map(loc => loc.text)
  t.strictSame(
    found,
    ['0001-01', '0099-12', '9999-12'].map(month => `${site.publicUrl}/sitemaps/${month}.xml`),
  )
  for (const url of found) {
    const { statusCode, body } = await app.inject(url.replace(site.publicUrl, ''))
    t.strictSame([statusCode, below(readXml(body), 'url').length], [200, 1], url)
  }
})
