import { parseRssFeed } from 'feedsmith'
import { test } from 'tap'
import { atom } from '../../src/syndication/feed/atom.ts'
import { rss } from '../../src/syndication/feed/rss.ts'
import { clean, formatContract } from '../contract/format.ts'
import { bare, full, hostile, nasty } from './articles.ts'
import { entriesOf, rendered } from './entries.ts'
import { readFragment } from './html-document.ts'
import { below, readXml, textOf } from './xml-document.ts'

formatContract(rss, {
  read(output) {
    const items = below(readXml(output), 'item')
    return {
      urls: items.flatMap(item => textOf(item, 'link') ?? []),
      titles: items.map(item => item.children.find(child => child.name === 'title')?.text ?? ''),
      addresses: [
        ...items.flatMap(item => [textOf(item, 'link') ?? '', textOf(item, 'guid') ?? '']),
        ...below(readXml(output), 'link').flatMap(link => link.attributes['href'] ?? []),
        ...below(readXml(output), 'content').map(media => media.attributes['url'] ?? ''),
      ],
      html: items.flatMap(item => textOf(item, 'encoded') ?? []),
    }
  },
  syndicates: true,
  carriesText: true,
})

test('rss: the channel and its item contain all data that RSS has elements for', async t => {
  const feed = parseRssFeed(await rendered(rss, entriesOf(full)))
  const { items: [item] = [], ...channel } = feed
  t.strictSame(channel, {
    title: 'Harbour News',
    link: 'https://www.example.org/',
    description: 'News from the harbour.',
    language: 'en',
    copyright: '© Harbour News',
    managingEditor: { email: 'editors@example.org', name: 'Harbour News' },
    lastBuildDate: 'Mon, 23 Nov 2026 08:30:00 GMT',
    generator: 'Offprint',
    docs: 'https://www.rssboard.org/rss-specification',
    image: { url: 'https://www.example.org/icon.png', title: 'Harbour News', link: 'https://www.example.org/' },
    atom: {
      links: [
        { href: 'https://api.example.org/feeds/x?cursor=abc', rel: 'self', type: 'application/rss+xml' },
        { href: 'https://api.example.org/feeds/x', rel: 'first', type: 'application/rss+xml' },
        { href: 'https://api.example.org/feeds/x?cursor=def', rel: 'next', type: 'application/rss+xml' },
        { href: 'https://creativecommons.org/licenses/by/4.0/', rel: 'license' },
        { href: 'https://hub.example.org/', rel: 'hub' },
      ],
    },
  })
  const { content, ...facts } = item ?? {}
  t.match(content?.encoded, /<h2>Who pays\?<\/h2>/)
  t.strictSame(facts, {
    title: 'Harbour Trust buys two electric ferries',
    link: 'https://www.example.org/transport/ferries-1',
    description: 'Two boats for 41 million.',
    categories: [{ name: 'Transport' }, { name: 'Ferries' }, { name: 'Climate' }],
    guid: { value: 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000001', isPermaLink: false },
    pubDate: 'Sun, 22 Nov 2026 09:00:00 GMT',
    atom: { links: [{ href: 'https://creativecommons.org/licenses/by/4.0/', rel: 'license' }] },
    dc: {
      creators: ['A. Writer'],
      sources: ['https://gazette.example/ferries'],
      languages: ['en'],
      rights: ['© 2026 Harbour News Name the author.'],
    },
    dcterms: { modified: ['2026-11-23T08:30:00Z'] },
    media: {
      contents: [
        {
          url: 'https://www.example.org/img/lead.jpg',
          medium: 'image',
          height: 900,
          width: 1600,
          description: { value: 'Ferry', type: 'plain' },
        },
        { url: 'https://www.example.org/horn.mp3', type: 'audio/mpeg', medium: 'audio', duration: 12 },
        { url: 'https://www.example.org/trip.mp4', type: 'video/mp4', medium: 'video' },
        { url: 'https://www.example.org/plan.pdf', type: 'application/pdf', medium: 'document' },
      ],
    },
  })
})

test('rss: readers of a description as HTML see hostile text as text', async t => {
  const [item] = below(readXml(await rendered(rss, entriesOf(hostile))), 'item')
  const { elements, text } = readFragment(item ? (textOf(item, 'description') ?? '') : '')
  t.strictSame(elements, [])
  t.equal(text, clean(nasty))
})

test('rss and atom: an article without text has no content element', async t => {
  for (const [format, name] of [
    [rss, 'encoded'],
    [atom, 'content'],
  ] as const) {
    const root = readXml(await rendered(format, entriesOf(bare)))
    t.strictSame(below(root, name), [])
    t.strictSame(
      [...below(root, 'item'), ...below(root, 'entry')].map(one => textOf(one, 'title')),
      [bare.title],
    )
  }
})
