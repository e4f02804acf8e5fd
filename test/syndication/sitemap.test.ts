import { test } from 'tap'
import { newsSitemap } from '../../src/syndication/crawler/news-sitemap.ts'
import { sitemap } from '../../src/syndication/crawler/sitemap.ts'
import { sitemapIndex } from '../../src/syndication/crawler/sitemap-index.ts'
import { formatContract } from '../contract/format.ts'
import { article, full, site } from './articles.ts'
import { each, entriesOf, rendered, whole } from './entries.ts'
import { below, readXml, textOf } from './xml-document.ts'

const protocol = 'http://www.sitemaps.org/schemas/sitemap/0.9'

formatContract(sitemap, {
  read(output) {
    const root = readXml(output)
    return {
      urls: root.children.map(url => textOf(url, 'loc') ?? ''),
      addresses: [
        ...below(root, 'loc').map(loc => loc.text),
        ...below(root, 'link').map(link => link.attributes['href'] ?? ''),
      ],
      html: [],
    }
  },
  syndicates: false,
  carriesText: false,
})

formatContract(newsSitemap, {
  read(output) {
    const root = readXml(output)
    const urls = root.children.map(url => textOf(url, 'loc') ?? '')
    return { urls, titles: below(root, 'title').map(title => title.text), addresses: urls, html: [] }
  },
  syndicates: false,
  carriesText: false,
})

test('sitemap: a URL has its last change, all languages and its picture', async t => {
  const root = readXml(await rendered(sitemap, entriesOf(full)))
  t.strictSame([root.name, root.uri], ['urlset', protocol])
  const [url] = root.children
  t.strictSame(
    url?.children.map(child => [child.name, child.text || child.attributes]),
    [
      ['loc', 'https://www.example.org/transport/ferries-1'],
      ['lastmod', '2026-11-23T08:30:00Z'],
      ['link', { rel: 'alternate', hreflang: 'en', href: 'https://www.example.org/transport/ferries-1' }],
      ['link', { rel: 'alternate', hreflang: 'de', href: 'https://www.example.org/de/faehren' }],
      ['link', { rel: 'alternate', hreflang: 'x-default', href: 'https://www.example.org/transport/ferries-1' }],
      ['image', {}],
    ],
  )
  t.strictSame(
    below(root, 'image').map(image => image.children[0]?.text),
    ['https://www.example.org/img/lead.jpg'],
  )
})

test('sitemap: all versions of an article list the same versions, with x-default only for the language of the site', async t => {
  const english = article(1, {})
  const { title, slug, id, url } = english
  const german = article(80, {
    metadata: {
      language: 'de',
      canonicalUrl: 'https://www.example.org/de/faehren',
      translations: [{ language: 'en', id, slug, title, url, canonicalUrl: english.metadata.canonicalUrl }],
    },
  })
  const named = async (language: string) =>
    readXml(await rendered(sitemap, entriesOf(english, german), { site: { ...site, language } })).children.map(one =>
      one.children
        .flatMap(({ name, attributes }) => (name === 'link' ? [`${attributes['hreflang']} ${attributes['href']}`] : []))
        .sort(),
    )
  const both = ['de https://www.example.org/de/faehren', 'en https://www.example.org/transport/ferries-1']
  t.strictSame(await named('fr'), [both, both])
  const withDefault = [...both, 'x-default https://www.example.org/de/faehren']
  t.strictSame(await named('de'), [withDefault, withDefault])
})

test('sitemap: omits an address that is too long for the protocol', async t => {
  const long = article(1, { metadata: { canonicalUrl: `https://www.example.org/${'x'.repeat(2048)}` } })
  t.strictSame(readXml(await rendered(sitemap, entriesOf(long))).children, [])
})

test('sitemap: a page of 10,000 articles with 40 translations each stays below 50 MB', async t => {
  const translations = Array.from({ length: 40 }, (_, index) => ({
    language: 'de',
    id: full.id,
    slug: `s-${index}`,
    title: 'T',
    url: `https://api.example.org/v1/articles/${'x'.repeat(180)}`,
  }))
  const one = article(1, { metadata: { translations } })
  async function* many() {
    for (let count = 0; count < 10_000; count += 1) yield { kind: 'article' as const, article: one }
  }
  let bytes = 0
  let urls = 0
  for await (const chunk of sitemap.render(many(), { site, now: '', updated: '', self: '', content: 'full' })) {
    bytes += Buffer.byteLength(chunk)
    urls += chunk.startsWith('<url>') ? 1 : 0
  }
  t.equal(urls, 10_000)
  t.ok(bytes < 50 * 1024 * 1024, `${bytes} bytes`)
})

test('sitemap-index: lists every page with its last change', async t => {
  const pages = [
    { month: '2026-11', part: 1, lastModified: '2026-11-23T08:30:00Z' },
    { month: '2026-11', part: 2, lastModified: '2026-11-22T08:30:00Z' },
  ]
  const root = readXml(await whole(sitemapIndex.render(each(pages), site)))
  t.strictSame([root.name, root.uri], ['sitemapindex', protocol])
  t.strictSame(
    root.children.map(one => [textOf(one, 'loc'), textOf(one, 'lastmod')]),
    [
      ['https://api.example.org/sitemaps/2026-11.xml', '2026-11-23T08:30:00Z'],
      ['https://api.example.org/sitemaps/2026-11-2.xml', '2026-11-22T08:30:00Z'],
    ],
  )
})

test('news-sitemap: lists articles of the last two days only, and at most 1,000', async t => {
  const at = (number: number, publishedAt: string) => article(number, { metadata: { publishedAt } })
  const entries = entriesOf(
    at(1, '2026-11-23T12:00:01Z'),
    at(2, '2026-11-23T12:00:00Z'),
    at(3, '2026-11-21T12:00:00Z'),
    at(4, '2026-11-21T11:59:59Z'),
  )
  const found = readXml(await rendered(newsSitemap, entries)).children.map(url => textOf(url, 'loc'))
  t.strictSame(found, ['https://www.example.org/transport/ferries-2', 'https://www.example.org/transport/ferries-3'])
  const many = Array.from({ length: 1001 }, () => full)
  t.equal(readXml(await rendered(newsSitemap, entriesOf(...many))).children.length, 1000)
})

test('news-sitemap: an article has publication, language, date and title', async t => {
  const chinese = article(2, { title: '港', metadata: { language: 'zh-TW' } })
  const news = below(readXml(await rendered(newsSitemap, entriesOf(full, chinese))), 'news')
  t.ok(news.every(one => one.uri === 'http://www.google.com/schemas/sitemap-news/0.9'))
  t.strictSame(
    news.map(one => ['name', 'language', 'publication_date', 'title'].map(name => below(one, name)[0]?.text)),
    [
      ['Harbour News', 'en', '2026-11-22T09:00:00Z', 'Harbour Trust buys two electric ferries'],
      ['Harbour News', 'zh-tw', '2026-11-22T09:00:00Z', '港'],
    ],
  )
})
