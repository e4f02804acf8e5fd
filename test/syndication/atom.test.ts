import { parseAtomFeed } from 'feedsmith'
import { test } from 'tap'
import { atom } from '../../src/syndication/feed/atom.ts'
import { formatContract } from '../contract/format.ts'
import { full, gone } from './articles.ts'
import { entriesOf, rendered } from './entries.ts'
import { below, readXml, textOf } from './xml-document.ts'

formatContract(atom, {
  read(output) {
    const feed = readXml(output)
    const entries = feed.children.filter(child => child.name === 'entry')
    const links = below(feed, 'link').map(link => link.attributes['href'] ?? '')
    return {
      urls: entries.flatMap(entry =>
        entry.children
          .filter(child => child.attributes['rel'] === 'alternate')
          .map(link => link.attributes['href'] ?? ''),
      ),
      titles: entries.map(entry => textOf(entry, 'title') ?? ''),
      addresses: [...links, ...below(feed, 'id').map(id => id.text), ...below(feed, 'uri').map(uri => uri.text)],
      html: entries.flatMap(entry => textOf(entry, 'content') ?? []),
      deleted: below(feed, 'deleted-entry').map(deleted => deleted.attributes['ref'] ?? ''),
    }
  },
  syndicates: true,
  carriesText: true,
})

test('atom: feed and entry contain all data that Atom has elements for', async t => {
  const { entries: [entry] = [], ...feed } = parseAtomFeed(await rendered(atom, entriesOf(full)))
  t.strictSame(feed, {
    id: 'https://api.example.org/feeds/x',
    title: { value: 'Harbour News' },
    subtitle: { value: 'News from the harbour.' },
    updated: '2026-11-23T08:30:00Z',
    authors: [{ name: 'Harbour News', uri: 'https://www.example.org/' }],
    icon: 'https://www.example.org/icon.png',
    logo: 'https://www.example.org/logo.png',
    rights: { value: '© Harbour News' },
    generator: { text: 'Offprint' },
    xml: { lang: 'en' },
    links: [
      { href: 'https://api.example.org/feeds/x?cursor=abc', rel: 'self', type: 'application/atom+xml' },
      { href: 'https://www.example.org/', rel: 'alternate', type: 'text/html' },
      { href: 'https://api.example.org/feeds/x', rel: 'first', type: 'application/atom+xml' },
      { href: 'https://api.example.org/feeds/x?cursor=def', rel: 'next', type: 'application/atom+xml' },
      { href: 'https://hub.example.org/', rel: 'hub' },
      { href: 'https://creativecommons.org/licenses/by/4.0/', rel: 'license' },
    ],
  })
  const { content, ...facts } = entry ?? {}
  t.equal(content?.type, 'html')
  t.strictSame(facts, {
    id: 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000001',
    title: { value: 'Harbour Trust buys two electric ferries' },
    summary: { value: 'Two boats for 41 million.' },
    published: '2026-11-22T09:00:00Z',
    updated: '2026-11-23T08:30:00Z',
    authors: [{ name: 'A. Writer', uri: 'https://www.example.org/a-writer' }],
    categories: [
      { term: 'transport', scheme: 'https://api.example.org/v1/categories', label: 'Transport' },
      { term: 'ferries', scheme: 'https://api.example.org/v1/tags', label: 'Ferries' },
      { term: 'climate', scheme: 'https://api.example.org/v1/tags', label: 'Climate' },
    ],
    links: [
      { href: 'https://www.example.org/transport/ferries-1', rel: 'alternate', type: 'text/html', hreflang: 'en' },
      { href: 'https://gazette.example/ferries', rel: 'via' },
      { href: 'https://creativecommons.org/licenses/by/4.0/', rel: 'license' },
    ],
    rights: { value: '© 2026 Harbour News Name the author.' },
  })
})

test('atom: a deleted entry has the id, the time and the reason (RFC 6721)', async t => {
  const feed = readXml(await rendered(atom, [{ kind: 'tombstone', tombstone: { ...gone, note: 'By court order.' } }]))
  t.strictSame(
    feed.children.filter(child => child.name === 'deleted-entry'),
    [
      {
        name: 'deleted-entry',
        uri: 'http://purl.org/atompub/tombstones/1.0',
        attributes: { ref: 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000005', when: '2026-11-23T10:00:00Z' },
        text: '',
        children: [
          {
            name: 'comment',
            uri: 'http://purl.org/atompub/tombstones/1.0',
            attributes: {},
            text: 'withdrawn: By court order.',
            children: [],
          },
        ],
      },
    ],
  )
})
