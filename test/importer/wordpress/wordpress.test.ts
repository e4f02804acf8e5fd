import { existsSync, readFileSync } from 'node:fs'
import { test } from 'tap'
import { wordpressImporter } from '../../../src/importer/format/wordpress/wordpress.ts'
import { parse, rawText } from '../parse.ts'

const site = readFileSync(new URL('fixture/site.xml', import.meta.url), 'utf8')
const real = new URL(
  '../../../../shared/corpus/wxr-jekyll-import/sitetitle.wordpress.2025-01-19.000.xml',
  import.meta.url,
)
const pier = {
  url: 'https://harbour.example/up/pier.jpg',
  alt: 'A pier',
  width: 800,
  height: 600,
  variants: [{ url: 'https://harbour.example/up/pier-300x225.jpg', width: 300, height: 225, mediaType: 'image/jpeg' }],
  caption: [{ text: 'At dawn' }],
}

test('WordPress: reads a classic post with everything that it refers to', async t => {
  const { articles } = await parse(wordpressImporter, site)
  const [first] = articles
  t.strictSame(first?.manuscript, {
    title: 'Two ferries & a pier',
    summary: 'Two boats, one pier.',
    language: 'en-GB',
    slug: 'two-ferries',
    category: 'Ferries & Ports',
    tags: ['boats', 'News'],
    authors: [{ name: 'Mara Lee' }],
    image: pier,
    custom: { taxonomies: { series: ['By the sea'] } },
    publishedAt: '2024-03-31T08:30:00Z',
    updatedAt: '2024-04-02T09:00:00Z',
    formerSlugs: ['ferries-old'],
    paths: ['/2024/03/two-ferries/'],
    keyTakeaways: [],
    sections: [
      {
        level: 1,
        blocks: [
          { type: 'paragraph', content: [{ text: 'First line\nsecond line' }] },
          {
            type: 'image',
            image: {
              url: pier.url,
              alt: 'A pier',
              caption: [{ text: 'The ' }, { text: 'pier', emphasis: true }],
              variants: [],
            },
          },
          { type: 'paragraph', content: [{ text: 'It was calm [sic] that day.' }] },
          { type: 'embed', url: 'https://www.youtube.com/watch?v=abc123', provider: 'youtube' },
        ],
      },
      {
        heading: 'Pictures',
        level: 2,
        blocks: [
          {
            type: 'gallery',
            images: [
              { url: 'https://harbour.example/up/boat.jpg', variants: [] },
              { ...pier, variants: [] },
            ],
          },
          { type: 'code', language: 'php', text: 'if ($a < 1) echo "[x]";' },
          { type: 'paragraph', content: [{ text: 'Only ' }, { text: 'ten', strong: true }, { text: ' crowns' }] },
          { type: 'media', kind: 'audio', url: 'https://harbour.example/up/horn.mp3' },
        ],
      },
    ],
    footnotes: [],
  })
  t.strictSame([first?.externalId, first?.status], ['https://harbour.example/?p=10', 'publishable'])
  t.strictSame(first?.report.notes, [
    {
      code: 'shortcode',
      detail: 'The shortcode [pricing] of a plugin is not supported. Its content was kept.',
      place: { line: 40 },
    },
    { code: 'withheld', detail: 'Not imported because they may not be public: meta payment_token, wp:comment.' },
  ])
})

test('WordPress: reads blocks, shared blocks and footnotes of the block editor', async t => {
  const { articles } = await parse(wordpressImporter, site)
  t.strictSame(articles[1]?.manuscript.sections, [
    {
      level: 1,
      blocks: [
        { type: 'paragraph', content: [{ text: 'A note' }, { text: '1', footnote: 'fn-f1' }, { text: ' here.' }] },
      ],
    },
    {
      heading: 'Sub',
      level: 3,
      anchor: 'sub',
      blocks: [
        { type: 'embed', url: 'https://vimeo.com/76979871', provider: 'vimeo' },
        { type: 'paragraph', content: [{ text: 'A film' }] },
        { type: 'code', text: 'print(1 < 2)', language: 'python' },
        { type: 'paragraph', content: [{ text: 'Shared words.' }] },
      ],
    },
  ])
  t.strictSame(articles[1]?.manuscript.footnotes, [
    {
      anchor: 'fn-f1',
      label: '1',
      blocks: [{ type: 'paragraph', content: [{ text: 'Said ' }, { text: 'so', emphasis: true }, { text: '.' }] }],
    },
  ])
})

test('WordPress: imports posts that are not public as drafts, with the reason', async t => {
  const { articles } = await parse(wordpressImporter, site)
  t.strictSame(
    articles.map(({ manuscript, status, report }) => [
      manuscript.title,
      status,
      report.notes[0]?.code,
      manuscript.publishedAt,
    ]),
    [
      ['Two ferries & a pier', 'publishable', 'shortcode', '2024-03-31T08:30:00Z'],
      ['Blocks', 'draft', 'protected', '2024-04-01T12:00:00Z'],
      ['Tomorrow', 'draft', 'scheduled', '2031-01-01T00:00:00Z'],
      ['Unfinished', 'draft', 'draft', undefined],
    ],
  )
  t.strictSame(articles.at(-1)?.report.notes.at(-1), {
    code: 'left-out',
    detail: 'Not imported: 1 × post in the trash, 1 × page, 1 × wp_block, 2 × attachment.',
  })
})

test('WordPress: imports pages with the option pages', async t => {
  const { articles } = await parse(wordpressImporter, site, { pages: true })
  t.strictSame(articles.at(-1)?.manuscript.paths, ['/about/'])
})

test('WordPress: the stored source contains no secret, and is read to the same article', async t => {
  const { articles } = await parse(wordpressImporter, site)
  for (const article of articles) {
    const raw = rawText(article)
    t.notMatch(raw, /SECRET|secret\.example|192\.0\.2\.7|mlee|Nice|hunter2/)
    const again = await parse(wordpressImporter, raw)
    t.strictSame(again.problems, [])
    t.strictSame(again.articles[0]?.manuscript, article.manuscript)
    t.strictSame(again.articles[0]?.externalId, article.externalId)
    t.strictSame(again.articles[0]?.status, article.status)
  }
})

test('WordPress: reads WXR 1.0, which repeats categories and uses another name for tags', async t => {
  const { articles } = await parse(
    wordpressImporter,
    `<rss xmlns:wp="http://wordpress.org/export/1.0/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item>
<title>Old</title><dc:creator>Mara Lee</dc:creator><pubDate>Sat, 01 Mar 2008 10:00:00 +0000</pubDate>
<category><![CDATA[News]]></category><category domain="category" nicename="news"><![CDATA[News]]></category>
<category domain="tag"><![CDATA[boats]]></category><category domain="tag" nicename="boats"><![CDATA[boats]]></category>
<guid isPermaLink="false">g</guid><content:encoded><![CDATA[Words]]></content:encoded>
<wp:post_id>1</wp:post_id><wp:post_date>2008-03-01 12:00:00</wp:post_date><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
</item></channel></rss>`,
  )
  const { category, tags, authors, publishedAt } = articles[0]?.manuscript ?? {}
  t.strictSame(
    { category, tags, authors, publishedAt },
    { category: 'News', tags: ['boats'], authors: [{ name: 'Mara Lee' }], publishedAt: '2008-03-01T10:00:00Z' },
  )
})

const items = (...contents: string[]) =>
  `<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>${contents
    .map(
      (content, at) =>
        `\n<item><title>${at}</title><guid>${at}</guid><content:encoded>${content}</content:encoded><wp:post_type>post</wp:post_type></item>`,
    )
    .join('')}</channel></rss>`

const faults: Record<string, string> = {
  'a tag that is not closed': '<b>',
  'an end tag without a start': '</b>',
  'a section that is not closed': '<![CDATA[open',
  'a comment that is not closed': '<!-- open',
  'an entity that is not known': '&lol9;',
  'a tag that is cut off': '<wp:postm',
  'elements nested 10,000 deep': '<a>'.repeat(10_000),
}

const repaired = new Set([
  'a tag that is not closed',
  'an end tag without a start',
  'an entity that is not known',
  'a tag that is cut off',
])

for (const [name, fault] of Object.entries(faults)) {
  test(`WordPress: ${name} ${repaired.has(name) ? 'is repaired' : 'loses only one item'}`, async t => {
    const { articles, problems } = await parse(
      wordpressImporter,
      items('<![CDATA[zero]]>', '<![CDATA[one]]>', fault, '<![CDATA[three]]>', '<![CDATA[four]]>'),
    )
    t.strictSame(
      articles.map(({ manuscript }) => manuscript.title),
      repaired.has(name) ? ['0', '1', '2', '3', '4'] : ['0', '1', '3', '4'],
    )
    t.strictSame(
      problems.map(({ code, place }) => [code, (place?.line ?? 0) >= 4]),
      repaired.has(name) ? [] : [['malformed', true]],
    )
  })
}

test('WordPress: an element whose name only begins like that of items does not end an item', async t => {
  const withReference = items(
    '<![CDATA[zero]]>',
    '<![CDATA[open',
    '<![CDATA[two]]><itemRef/></content:encoded><itemRef>',
  ).replace('<itemRef></content:encoded>', '<itemRef></itemRef>')
  const { articles } = await parse(wordpressImporter, withReference)
  t.strictSame(
    articles.map(({ manuscript }) => manuscript.title),
    ['0', '2'],
  )
})

test('WordPress: reads every complete item of a truncated file', async t => {
  const whole = items('<![CDATA[zero]]>', '<![CDATA[one]]>', '<![CDATA[two]]>')
  const { articles, problems } = await parse(wordpressImporter, whole.slice(0, whole.indexOf('two')))
  t.strictSame(
    articles.map(({ manuscript }) => manuscript.title),
    ['0', '1'],
  )
  t.strictSame(
    problems.map(({ code }) => code),
    ['malformed'],
  )
})

test('WordPress: does not read items in the text of an article as items', async t => {
  const { articles, problems } = await parse(
    wordpressImporter,
    items('<![CDATA[<pre>&lt;item&gt; <item><title>x</title></item></pre>]]>', 'b'),
  )
  t.strictSame([articles.length, problems], [2, []])
})

test('WordPress: reads items with control characters and stray ampersands', async t => {
  const { articles } = await parse(wordpressImporter, items('a\u0003 &nbsp;&amp; Q & A'))
  t.strictSame(articles[0]?.manuscript.sections[0]?.blocks, [
    { type: 'paragraph', content: [{ text: 'a \u00a0& Q & A' }] },
  ])
  t.strictSame([...new Set(articles[0]?.report.notes.map(({ code }) => code))], ['malformed'])
})

test('WordPress: neither fetches nor expands entities of a document type', async t => {
  const bombs = `<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>${items('&b;', '&x;', 'fine')}`
  const { articles, problems } = await parse(wordpressImporter, bombs)
  t.strictSame([articles.map(({ manuscript }) => manuscript.title), problems.length], [['0', '1', '2'], 0])
})

test('WordPress: reads a real export', { skip: existsSync(real) ? false : 'the corpus is not here' }, async t => {
  const { articles, problems } = await parse(wordpressImporter, readFileSync(real), { pages: true })
  t.strictSame(problems, [])
  t.strictSame(
    articles.map(({ manuscript, status }) => [manuscript.title, status, manuscript.image !== undefined]),
    [
      ['About', 'publishable', false],
      ['The Art of Connection', 'publishable', true],
      ['Beyond the Obstacle', 'publishable', true],
      ['Growth Unlocked', 'publishable', true],
      ['Collaboration Magic', 'publishable', false],
      ['Teamwork Triumphs', 'publishable', false],
      ['Adaptive Advantage', 'publishable', false],
      ['Blog Post 1', 'publishable', false],
    ],
  )
})

test('WordPress: reads embeds from shortcodes and separate lines, and imports a private post as a draft', async t => {
  const source = `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.1/"><channel>
<title>S</title><wp:wxr_version>1.1</wp:wxr_version><item><title>A</title><guid>1</guid><content:encoded><![CDATA[Text.

[embed width="400"]https://vimeo.com/12345[/embed]

https://www.youtube.com/watch?v=dQw4w9WgXcQ

More.]]></content:encoded><wp:status>private</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>`
  const [item] = (await parse(wordpressImporter, source)).articles
  if (!item) throw new Error('no article')
  t.strictSame([item.status, item.report.notes.map(note => note.code)], ['draft', ['private']])
  t.strictSame(item.manuscript.sections[0]?.blocks, [
    { type: 'paragraph', content: [{ text: 'Text.' }] },
    { type: 'embed', url: 'https://vimeo.com/12345', provider: 'vimeo' },
    { type: 'embed', url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', provider: 'youtube' },
    { type: 'paragraph', content: [{ text: 'More.' }] },
  ])
})
