import { test } from 'tap'
import { cancelledItem, ninjs } from '../../src/syndication/article/ninjs.ts'
import { ninjsFeed } from '../../src/syndication/feed/ninjs-feed.ts'
import { formatContract } from '../contract/format.ts'
import { arabic, bare, full, gone, hostile, site } from './articles.ts'
import { entriesOf, rendered } from './entries.ts'
import { validateNinjs } from './schema.ts'

type Item = {
  uri: string
  title: string
  pubStatus: string
  representationType: string
  bodies?: { contentType: string; value: string; charCount: number }[]
  altIds: { role: string; value: string }[]
  renditions?: { href: string }[]
}

formatContract(ninjsFeed, {
  read(output) {
    const all = (JSON.parse(output) as { associations: Item[] }).associations
    const items = all.filter(item => item.pubStatus === 'usable')
    return {
      urls: items.map(item => item.altIds.find(({ role }) => role === 'canonicalUrl')?.value ?? ''),
      titles: items.map(item => item.title),
      addresses: items.flatMap(item => [item.uri, ...(item.renditions ?? []).map(one => one.href)]),
      html: items.flatMap(item => item.bodies?.find(body => body.contentType === 'text/html')?.value ?? []),
      deleted: all.filter(item => item.pubStatus === 'canceled').map(item => item.uri),
    }
  },
  syndicates: true,
  carriesText: true,
})

const skip = !validateNinjs && 'no schema here'

test('ninjs: every article and every feed is valid by the schema of ninjs 3.1', { skip }, async t => {
  for (const one of [full, hostile, arabic, bare]) {
    t.strictSame(validateNinjs?.(JSON.parse(ninjs.render(one, site))), [], one.slug)
  }
  t.strictSame(validateNinjs?.(cancelledItem({ ...gone, movedTo: { url: 'https://e.org/x' } })), [])
  const entries = [...entriesOf(full, hostile, bare), { kind: 'tombstone' as const, tombstone: gone }]
  t.strictSame(validateNinjs?.(JSON.parse(await rendered(ninjsFeed, entries))), [])
  t.strictSame(validateNinjs?.(JSON.parse(await rendered(ninjsFeed, entries, { content: 'summary' }))), [])
  t.strictSame(validateNinjs?.(JSON.parse(await rendered(ninjsFeed, []))), [])
})

test('ninjs: an article contains all data that ninjs has members for', async t => {
  const { bodies, renditions, ...facts } = JSON.parse(ninjs.render(full, site)) as Item
  t.strictSame(facts, {
    uri: 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000001',
    type: 'text',
    representationType: 'full',
    version: '2',
    firstCreated: '2026-11-22T09:00:00Z',
    versionCreated: '2026-11-23T08:30:00Z',
    pubStatus: 'usable',
    copyrightHolder: 'Harbour News',
    copyrightNotice: '© 2026 Harbour News',
    usageTerms: 'Name the author.',
    rightsInfo: { linkedRights: 'https://creativecommons.org/licenses/by/4.0/' },
    edNote: 'Newest note.',
    language: 'en',
    title: 'Harbour Trust buys two electric ferries',
    headlines: [{ role: 'main', contentType: 'text/plain', value: 'Harbour Trust buys two electric ferries' }],
    descriptions: [
      { role: 'summary', contentType: 'text/plain', value: 'Two boats for 41 million.' },
      { role: 'keyTakeaway', contentType: 'text/plain', value: 'The ferries replace two boats.' },
      { role: 'keyTakeaway', contentType: 'text/plain', value: 'They are quiet & clean.' },
    ],
    by: 'A. Writer',
    slugline: 'ferries-1',
    people: [
      {
        name: 'A. Writer',
        rel: 'author',
        uri: 'https://api.example.org/v1/authors/a-writer',
        contactInfo: [{ type: 'web', value: 'https://www.example.org/a-writer' }],
      },
    ],
    subjects: [
      {
        name: 'Transport',
        rel: 'category',
        uri: 'https://api.example.org/v1/categories/transport',
        literal: 'transport',
      },
      { name: 'Ferries', rel: 'tag', uri: 'https://api.example.org/v1/tags/ferries', literal: 'ferries' },
      { name: 'Climate', rel: 'tag', uri: 'https://api.example.org/v1/tags/climate', literal: 'climate' },
    ],
    infoSources: [{ name: 'Harbour Gazette', role: 'source', uri: 'https://gazette.example/ferries' }],
    associations: [
      {
        name: 'mainImage',
        rel: 'mainImage',
        uri: 'https://www.example.org/img/lead.jpg',
        type: 'picture',
        descriptions: [{ role: 'altText', contentType: 'text/plain', value: 'Ferry' }],
        renditions: [{ name: 'original', href: 'https://www.example.org/img/lead.jpg', width: 1600, height: 900 }],
      },
      {
        name: 'Fähren',
        rel: 'translation',
        uri: 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000080',
        type: 'text',
        representationType: 'partial',
        language: 'de',
        title: 'Fähren',
        slugline: 'faehren',
      },
    ],
    altIds: [
      { role: 'revision', value: '48213' },
      { role: 'slug', value: 'ferries-1' },
      { role: 'canonicalUrl', value: 'https://www.example.org/transport/ferries-1' },
    ],
    standard: { name: 'ninjs', version: '3.1', schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#' },
  })
  t.strictSame(
    bodies?.map(body => body.contentType),
    ['text/html', 'text/plain'],
  )
  const text = bodies?.[1]
  t.equal(text?.charCount, [...(text?.value ?? '')].length)
  t.match(text?.value, /^The Trust decided on Monday\.\n\nWho pays\?\n\n/)
  t.strictSame(
    renditions?.map(one => one.href.replace('https://api.example.org/v1/articles/ferries-1', '')),
    ['', '.html', '.md', '.txt', '.jsonld', '.ninjs.json'],
  )
})

test('ninjs: a tombstone has the status canceled and the reason', async t => {
  t.strictSame(cancelledItem({ ...gone, note: 'By court order.' }), {
    uri: 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000005',
    type: 'text',
    representationType: 'partial',
    pubStatus: 'canceled',
    versionCreated: '2026-11-23T10:00:00Z',
    edNote: 'withdrawn: By court order.',
    slugline: 'gone',
    altIds: [
      { role: 'revision', value: '77' },
      { role: 'slug', value: 'gone' },
    ],
  })
})
