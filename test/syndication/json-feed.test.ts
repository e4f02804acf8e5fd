import { test } from 'tap'
import { jsonFeed } from '../../src/syndication/feed/json-feed.ts'
import { formatContract } from '../contract/format.ts'
import { arabic, bare, full, gone, hostile } from './articles.ts'
import { entriesOf, rendered } from './entries.ts'
import { validateJsonFeed } from './schema.ts'

type Item = Record<string, unknown> & { url: string; title: string; content_html?: string; id: string }
type Feed = Record<string, unknown> & { items: Item[]; _offprint: { deleted: { id: string }[] } }

async function feedOf(...parameters: Parameters<typeof rendered> extends [unknown, ...infer Rest] ? Rest : never) {
  return JSON.parse(await rendered(jsonFeed, ...parameters)) as Feed
}

formatContract(jsonFeed, {
  read(output) {
    const { items, _offprint } = JSON.parse(output) as Feed
    return {
      urls: items.map(item => item.url),
      titles: items.map(item => item.title),
      addresses: [...items.flatMap(item => [item.url, item.id]), ...addresses(items)],
      html: items.flatMap(item => item.content_html ?? []),
      deleted: _offprint.deleted.map(one => one.id),
    }
  },
  syndicates: true,
  carriesText: true,
})

/** The values of all members whose name denotes an address. */
function addresses(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(addresses)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string'
      ? /^(?:image|avatar|.*url)$/.test(name) && !/license/.test(name)
        ? [member]
        : []
      : name === 'rights'
        ? []
        : addresses(member),
  )
}

test('json-feed: every article is valid by the schema of JSON Feed 1.1', {
  skip: !validateJsonFeed && 'no schema here',
}, async t => {
  const feed = await feedOf([...entriesOf(full, hostile, arabic, bare), { kind: 'tombstone', tombstone: gone }])
  t.strictSame(validateJsonFeed?.(feed), [])
  t.strictSame(validateJsonFeed?.(await feedOf([])), [])
  t.strictSame(validateJsonFeed?.(await feedOf(entriesOf(full, bare), { content: 'summary', next: undefined })), [])
})

test('json-feed: feed and item contain all data that JSON Feed has members for', async t => {
  const {
    items: [item],
    ...feed
  } = await feedOf(entriesOf(full))
  t.strictSame(feed, {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Harbour News',
    home_page_url: 'https://www.example.org/',
    feed_url: 'https://api.example.org/feeds/x?cursor=abc',
    next_url: 'https://api.example.org/feeds/x?cursor=def',
    description: 'News from the harbour.',
    icon: 'https://www.example.org/icon.png',
    authors: [{ name: 'Harbour News', url: 'https://www.example.org/' }],
    language: 'en',
    hubs: [{ type: 'WebSub', url: 'https://hub.example.org/' }],
    _offprint: { about: 'https://api.example.org/docs', deleted: [] },
  })
  const { content_html, ...facts } = item ?? {}
  t.match(content_html, /<h2>Who pays\?<\/h2>/)
  t.strictSame(facts, {
    id: 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000001',
    url: 'https://www.example.org/transport/ferries-1',
    external_url: 'https://gazette.example/ferries',
    title: 'Harbour Trust buys two electric ferries',
    summary: 'Two boats for 41 million.',
    image: 'https://www.example.org/img/lead.jpg',
    date_published: '2026-11-22T09:00:00Z',
    date_modified: '2026-11-23T08:30:00Z',
    authors: [{ name: 'A. Writer', url: 'https://www.example.org/a-writer' }],
    tags: ['Transport', 'Ferries', 'Climate'],
    language: 'en',
    attachments: [
      { url: 'https://www.example.org/horn.mp3', mime_type: 'audio/mpeg', title: 'horn.mp3', duration_in_seconds: 12 },
      { url: 'https://www.example.org/trip.mp4', mime_type: 'video/mp4', title: 'trip.mp4' },
      { url: 'https://www.example.org/plan.pdf', mime_type: 'application/pdf', title: 'plan.pdf' },
    ],
    _offprint: {
      about: 'https://api.example.org/docs',
      url: 'https://api.example.org/v1/articles/ferries-1',
      slug: 'ferries-1',
      edition: 2,
      revision: 48_213,
      key_takeaways: ['The ferries replace two boats.', 'They are quiet & clean.'],
      reading_time_minutes: 3,
      word_count: 640,
      rights: full.metadata.rights,
    },
  })
})
