import { test } from 'tap'
import { ndjsonImporter } from '../../../src/importer/format/ndjson/ndjson.ts'
import { parse, rawText } from '../parse.ts'

const id = (last: number) => `0193a1c4-7b1e-7c3a-9f52-00000000000${last}`
const delivered = {
  id: id(1),
  slug: 'boats',
  url: 'https://api.example/v1/articles/boats',
  title: 'Boats',
  summary: 'Two of them.',
  edition: 3,
  revision: 99,
  metadata: {
    language: 'de',
    direction: 'ltr',
    translations: [],
    category: { id: id(2), slug: 'transport', name: 'Transport', url: 'https://api.example/v1/categories/transport' },
    tags: [{ id: id(3), slug: 'sea', name: 'Sea', url: 'https://api.example/v1/tags/sea' }],
    authors: [
      { id: id(4), slug: 'mara', name: 'Mara Lee', url: 'https://api.example/x', pageUrl: 'https://mara.example/' },
    ],
    publishedAt: '2026-11-21T23:00:00Z',
    publishedDate: '2026-11-22',
    publishedPrecision: 'day',
    updatedAt: '2026-11-23T09:00:00Z',
    readingTimeMinutes: 2,
    wordCount: 5,
    views: 7,
    canonicalUrl: 'https://harbour.example/boats',
    corrections: [
      {
        id: id(5),
        at: '2026-11-23T09:00:00Z',
        edition: 2,
        kind: 'correction',
        note: 'Two, not three.',
        sectionAnchors: [],
      },
    ],
    custom: { desk: { id: 4 } },
  },
  keyTakeaways: [
    {
      id: id(6),
      position: 1,
      text: 'Quiet',
      content: [{ text: 'Quiet', strong: true }],
      origin: 'authored',
      sectionAnchor: 'pay',
    },
  ],
  tableOfContents: [{ anchor: 'pay', heading: 'Who pays', level: 2, children: [] }],
  sections: [
    {
      id: id(7),
      anchor: 'pay',
      heading: 'Who pays',
      level: 2,
      position: 1,
      wordCount: 2,
      hash: 'x',
      formerAnchors: ['who'],
      blocks: [{ type: 'paragraph', content: [{ text: 'The city', footnote: 'fn-1' }] }],
    },
  ],
  footnotes: [{ anchor: 'fn-1', label: '1', blocks: [{ type: 'divider' }] }],
}

const manuscript = {
  title: 'Boats',
  summary: 'Two of them.',
  language: 'de',
  slug: 'boats',
  category: 'Transport',
  tags: ['Sea'],
  authors: [{ name: 'Mara Lee', pageUrl: 'https://mara.example/' }],
  canonicalUrl: 'https://harbour.example/boats',
  custom: { desk: { id: 4 } },
  publishedAt: '2026-11-21T23:00:00Z',
  publishedPrecision: 'day',
  updatedAt: '2026-11-23T09:00:00Z',
  readingTimeMinutes: 2,
  views: 7,
  keyTakeaways: [{ id: id(6), content: [{ text: 'Quiet', strong: true }], origin: 'authored', sectionAnchor: 'pay' }],
  sections: [
    {
      id: id(7),
      anchor: 'pay',
      heading: 'Who pays',
      level: 2,
      formerAnchors: ['who'],
      blocks: [{ type: 'paragraph', content: [{ text: 'The city', footnote: 'fn-1' }] }],
    },
  ],
  footnotes: [{ anchor: 'fn-1', label: '1', blocks: [{ type: 'divider' }] }],
  exported: {
    id: id(1),
    edition: 3,
    corrections: delivered.metadata.corrections,
    terms: [
      { kind: 'category', id: id(2), slug: 'transport', name: 'Transport' },
      { kind: 'tag', id: id(3), slug: 'sea', name: 'Sea' },
      { kind: 'author', id: id(4), slug: 'mara', name: 'Mara Lee', pageUrl: 'https://mara.example/' },
    ],
  },
}

const without = <Kind extends object>(value: Kind | undefined) => JSON.parse(JSON.stringify(value ?? null))

test('NDJSON: reads a delivered article without losses', async t => {
  const line = JSON.stringify(delivered)
  const { articles, problems } = await parse(ndjsonImporter, `${line}\n{"token":"abc"}\n`)
  t.strictSame(problems, [])
  t.strictSame(without(articles[0]?.manuscript), manuscript)
  t.strictSame([articles.length, articles[0]?.externalId, articles[0]?.status], [1, id(1), 'publishable'])
  t.equal(articles[0] && rawText(articles[0]), line)
})

test('NDJSON: members of workingCopy take precedence over the delivered article', async t => {
  const workingCopy = {
    externalId: 'desk:4',
    status: 'draft',
    stated: ['publishedAt'],
    formerSlugs: ['ships'],
    paths: ['/old'],
    translationGroup: id(8),
  }
  const { articles } = await parse(ndjsonImporter, JSON.stringify({ ...delivered, workingCopy }))
  const { canonicalUrl: _, updatedAt: __, readingTimeMinutes: ___, ...stated } = manuscript
  t.strictSame(without(articles[0]?.manuscript), {
    ...stated,
    formerSlugs: ['ships'],
    paths: ['/old'],
    exported: { ...manuscript.exported, translationGroup: id(8), identity: { externalId: 'desk:4' } },
  })
  t.strictSame([articles[0]?.externalId, articles[0]?.status], ['desk:4', 'draft'])
})

test('NDJSON: a hand-written line needs only a title', async t => {
  const { articles } = await parse(
    ndjsonImporter,
    '{"title":"Boats","metadata":{"tags":["Sea"],"authors":["Mara"],"publishedAt":"2026-03-29"},"keyTakeaways":["Quiet"],"sections":[{"blocks":[]},{"heading":"Pay","blocks":[]}]}',
  )
  t.strictSame(without(articles[0]?.manuscript), {
    title: 'Boats',
    language: 'en',
    tags: ['Sea'],
    authors: [{ name: 'Mara' }],
    publishedAt: '2026-03-28T23:00:00Z',
    publishedPrecision: 'day',
    keyTakeaways: [{ content: [{ text: 'Quiet' }], origin: 'authored' }],
    sections: [
      { level: 1, blocks: [] },
      { heading: 'Pay', level: 2, blocks: [] },
    ],
    footnotes: [],
  })
})

test('NDJSON: a bad line is one problem with its line number, and the other lines are read', async t => {
  const good = (title: string) => JSON.stringify({ title, metadata: {} })
  const lines = [
    good('a'),
    '{"title":',
    '',
    '[]',
    '{"title":"b","sections":[{"blocks":[{"type":"poem"}]}]}',
    '5',
    '{"title":"c","metadata":{"publishedAt":"275760-01-01"}}',
    '{"__proto__":{"title":"x"},"title":"p"}',
    good('d'),
  ]
  const { articles, problems } = await parse(ndjsonImporter, lines.join('\n'))
  t.strictSame(
    articles.map(one => one.manuscript.title),
    ['a', 'p', 'd'],
  )
  t.strictSame(
    problems.map(({ code, place }) => [code, place?.line]),
    [2, 4, 5, 6, 7].map(line => ['malformed', line]),
  )
  t.strictSame(
    [2, 3].map(index => problems[index]?.detail),
    [
      'This is not an article in Offprint\'s form. "sections/0/blocks/0/type" must be one of paragraph, list, quote, code, image, gallery, table, media, embed, callout, divider, other, not "poem".',
      "This is not an article in Offprint's form. The article must be an object, not a number.",
    ],
  )
})
