import { test } from 'tap'
import { feedImporter } from '../../../src/importer/format/feed/feed.ts'
import { parse, rawText } from '../parse.ts'

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ text }] })

const rss = `<?xml version="1.0"?>
<rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/" xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:m="http://search.yahoo.com/mrss/">
<channel><title>Harbour</title><link>https://harbour.example/</link><language>en-GB</language>
<item>
  <title>Boats &amp;amp; piers</title><link>https://harbour.example/boats</link>
  <guid isPermaLink="false">g-1</guid><pubDate>Sun, 22 Nov 26 09:00 EST</pubDate>
  <d:creator>Mara Lee</d:creator><author>desk@harbour.example (The desk)</author>
  <category>Transport</category><category>Sea</category>
  <description>Two &lt;b&gt;boats&lt;/b&gt;.</description>
  <c:encoded><![CDATA[<p>The boats <a href="/pier">start</a>.</p><h2>Who pays</h2><p>The city.</p>]]></c:encoded>
  <m:content url="https://harbour.example/b.jpg" medium="image" width="800" height="600"><m:credit>Jo</m:credit></m:content>
  <source url="https://wire.example/feed">Wire</source>
</item>
<item><title>Short</title><guid>https://harbour.example/short</guid><description>&lt;p&gt;All of it.&lt;/p&gt;</description></item>
</channel></rss>`

test('Feed: reads RSS 2.0 with full content', async t => {
  const { articles, problems } = await parse(feedImporter, rss)
  t.strictSame(problems, [])
  t.strictSame(articles[0]?.manuscript, {
    title: 'Boats & piers',
    summary: 'Two boats.',
    language: 'en-GB',
    category: 'Transport',
    tags: ['Sea'],
    authors: [{ name: 'Mara Lee' }],
    image: { url: 'https://harbour.example/b.jpg', width: 800, height: 600, credit: 'Jo', variants: [] },
    canonicalUrl: 'https://harbour.example/boats',
    source: { name: 'Wire', url: 'https://wire.example/feed' },
    publishedAt: '2026-11-22T14:00:00Z',
    publishedPrecision: 'instant',
    paths: ['/boats'],
    keyTakeaways: [],
    sections: [
      {
        level: 1,
        blocks: [
          {
            type: 'paragraph',
            content: [
              { text: 'The boats ' },
              { text: 'start', link: { href: 'https://harbour.example/pier' } },
              { text: '.' },
            ],
          },
        ],
      },
      { heading: 'Who pays', level: 2, blocks: [paragraph('The city.')] },
    ],
    footnotes: [],
  })
  const [, short] = articles
  t.strictSame(
    [short?.externalId, short?.manuscript.canonicalUrl],
    ['https://harbour.example/short', 'https://harbour.example/short'],
  )
  t.strictSame(short?.manuscript.sections, [{ level: 1, blocks: [paragraph('All of it.')] }])
})

test('Feed: reads the same article from the raw source of an entry', async t => {
  const { articles } = await parse(feedImporter, rss)
  const raw = articles[0] ? rawText(articles[0]) : ''
  t.ok(raw.includes(rss.slice(rss.indexOf('<item>'), rss.indexOf('</item>'))), 'contains the bytes of the entry')
  const again = await parse(feedImporter, raw)
  t.strictSame(again.articles[0]?.manuscript.sections, articles[0]?.manuscript.sections)
})

test('Feed: reads RSS 1.0, which has its items outside the channel', async t => {
  const { articles } = await parse(
    feedImporter,
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://a.example/"><title>A</title><link>https://a.example/</link><dc:language>de</dc:language></channel>
<item rdf:about="https://a.example/1"><title>Eins</title><link>https://a.example/1</link><description>Boote</description><dc:date>2026-11-22T09:00+01:00</dc:date></item></rdf:RDF>`,
  )
  const { language, publishedAt, sections } = articles[0]?.manuscript ?? {}
  t.strictSame(articles[0]?.externalId, 'https://a.example/1')
  t.strictSame(
    { language, publishedAt, sections },
    { language: 'de', publishedAt: '2026-11-22T08:00:00Z', sections: [{ level: 1, blocks: [paragraph('Boote')] }] },
  )
})

test('Feed: reads Atom with three kinds of text, bases and drafts', async t => {
  const { articles } = await parse(
    feedImporter,
    `<?xml version="1.0"?><a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:base="https://a.example/blog/" xml:lang="fr">
<a:title>Blog</a:title><a:author><a:name>Everyone</a:name><a:uri>about</a:uri></a:author>
<a:entry xml:base="2026/"><a:id>urn:1</a:id><a:title type="html">One &amp;amp; two</a:title><a:link href="one"/><a:published>2026-11-22T09:00:00.5Z</a:published><a:updated>2026-11-23T09:00:00+01:00</a:updated>
<a:category term="sea" label="Mer"/><a:summary>Court</a:summary><a:rights>© Blog</a:rights>
<a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un <em>bateau</em><br/>et <a href="pier">deux</a></p></div></a:content></a:entry>
<a:entry><a:id>urn:2</a:id><a:title>Plain</a:title><a:link href="two"/><a:author><a:name>Mara</a:name></a:author><a:content>a &lt; b</a:content><app:control xmlns:app="http://www.w3.org/2007/app"><app:draft>yes</app:draft></app:control></a:entry>
<a:entry><a:id>urn:3</a:id><a:title>Html</a:title><a:content type="html">&lt;p&gt;x&lt;/p&gt;</a:content></a:entry></a:feed>`,
  )
  const [first, second, third] = articles
  t.strictSame(first?.manuscript, {
    title: 'One & two',
    summary: 'Court',
    language: 'fr',
    category: 'Mer',
    tags: [],
    authors: [{ name: 'Everyone', pageUrl: 'https://a.example/blog/about' }],
    canonicalUrl: 'https://a.example/blog/2026/one',
    rights: { notice: '© Blog', syndication: 'full' },
    publishedAt: '2026-11-22T09:00:00Z',
    publishedPrecision: 'instant',
    updatedAt: '2026-11-23T08:00:00Z',
    paths: ['/blog/2026/one'],
    keyTakeaways: [],
    sections: [
      {
        level: 1,
        blocks: [
          {
            type: 'paragraph',
            content: [
              { text: 'Un ' },
              { text: 'bateau', emphasis: true },
              { text: '\net ' },
              { text: 'deux', link: { href: 'https://a.example/blog/2026/pier' } },
            ],
          },
        ],
      },
    ],
    footnotes: [],
  })
  t.strictSame(
    [second?.status, second?.externalId, second?.manuscript.authors, second?.manuscript.sections],
    ['draft', 'urn:2', [{ name: 'Mara' }], [{ level: 1, blocks: [paragraph('a < b')] }]],
  )
  t.strictSame(second?.manuscript.canonicalUrl, 'https://a.example/blog/two')
  t.strictSame(third?.manuscript.sections, [{ level: 1, blocks: [paragraph('x')] }])
})

test('Feed: reads a JSON Feed with members of the feed after its items', async t => {
  const source = `{"version":"https://jsonfeed.org/version/1.1","items":[
{"id":1,"url":"/one","title":"One","content_html":"<p>Hi <b>you</b></p>","summary":"S","date_published":"2026-11-22T09:00:00Z","tags":["a","b"],"image":"i.png"},
{"id":"2","content_text":"Plain\\n\\ntext"}, 5],
"home_page_url":"https://a.example/","language":"en-US","authors":[{"name":"Mara","url":"https://mara.example/","avatar":"m.png"}]}`
  const { articles, problems } = await parse(feedImporter, source)
  t.strictSame(articles[0]?.manuscript, {
    title: 'One',
    summary: 'S',
    language: 'en-US',
    category: 'a',
    tags: ['b'],
    authors: [
      { name: 'Mara', pageUrl: 'https://mara.example/', image: { url: 'https://a.example/m.png', variants: [] } },
    ],
    image: { url: 'https://a.example/i.png', variants: [] },
    canonicalUrl: 'https://a.example/one',
    publishedAt: '2026-11-22T09:00:00Z',
    publishedPrecision: 'instant',
    paths: ['/one'],
    keyTakeaways: [],
    sections: [
      { level: 1, blocks: [{ type: 'paragraph', content: [{ text: 'Hi ' }, { text: 'you', strong: true }] }] },
    ],
    footnotes: [],
  })
  t.strictSame([articles[1]?.manuscript.title, articles[1]?.externalId], ['Plain text', '2'])
  t.strictSame(
    problems.map(({ code, place }) => [code, place?.line]),
    [['malformed', 3]],
  )
})

test('Feed: resolves addresses against the nearest base', async t => {
  const { articles } = await parse(
    feedImporter,
    `<rss xml:base="https://a.example/x/"><channel><item><title>t</title><link>one</link><description>d</description></item></channel></rss>`,
  )
  t.strictSame(articles[0]?.manuscript.canonicalUrl, 'https://a.example/x/one')
})

test('Feed: repairs an entry with an error in its XML', async t => {
  const entry = (body: string) => `<item><title>Of ${body.length}</title><description>${body}</description></item>`
  const { articles, problems } = await parse(
    feedImporter,
    `<rss><channel>${entry('a')}${entry('<b>')}${entry('&unknown;')}${entry('last')}</channel></rss>`,
  )
  t.strictSame([articles.length, problems.map(({ code }) => code)], [4, []])
})

test('Feed: reads declared encodings, byte order marks and documents with text around them', async t => {
  const document = (declaration: string) =>
    `${declaration}<rss version="2.0"><channel><item><guid>1</guid><title>Café</title><description>Naïve “words”.</description></item></channel></rss>`
  const windows = (text: string) => Buffer.from(text.replace('“', '\u0093').replace('”', '\u0094'), 'latin1')
  const utf16 = Buffer.from(`\uFEFF${document('<?xml version="1.0" encoding="utf-16"?>')}`, 'utf16le')
  const sources = {
    'UTF-8': [Buffer.from(document('<?xml version="1.0" encoding="utf-8"?>')), []],
    'a byte order mark': [Buffer.from(`\uFEFF${document('')}`), []],
    'UTF-16': [utf16, []],
    'Windows-1252, declared': [windows(document('<?xml version="1.0" encoding="windows-1252"?>')), []],
    'Windows-1252, declared as UTF-8': [
      windows(document('<?xml version="1.0" encoding="utf-8"?>')),
      ['encoding-guessed'],
    ],
    'UTF-8, declared as UTF-16': [Buffer.from(document('<?xml version="1.0" encoding="utf-16"?>')), []],
    'XML 1.1': [Buffer.from(document('<?xml version="1.1"?>')), []],
  } as const
  for (const [name, [bytes, notes]] of Object.entries(sources)) {
    const { articles, problems } = await parse(feedImporter, bytes)
    t.strictSame(problems, [], name)
    t.strictSame(
      articles.map(({ manuscript, report }) => [
        manuscript.title,
        manuscript.sections[0]?.blocks,
        report.notes.map(({ code }) => code),
      ]),
      [['Café', [paragraph('Naïve “words”.')], notes]],
      name,
    )
  }
})
