import { test } from 'tap'
import { htmlImporter } from '../../../src/importer/format/html/html.ts'
import { readArticle, readOne } from '../read-one.ts'

const data = {
  '@graph': [
    {
      '@type': 'NewsArticle',
      headline: 'Ferries at last',
      datePublished: '2026-11-22T09:00:00+01:00',
      author: { '@id': '#ada' },
      articleSection: 'Transport',
      image: { url: 'https://example.org/i.jpg', creditText: 'P. Hoto' },
    },
    { '@id': '#ada', '@type': 'Person', name: 'Ada Writer', url: 'https://example.org/ada' },
  ],
}
const sentence =
  'The harbour trust has bought two electric ferries for the crossing, and they will start in the spring, it said.'
const page = `<!doctype html><html lang="en-GB"><head><title>Ferries at last | Harbour News</title><base href="https://example.org/news/">
<link rel="canonical" href="https://example.org/news/ferries-at-last"><meta property="og:site_name" content="Harbour News">
<meta name="description" content="Two ferries."><meta property="article:tag" content="boats">
<script type="application/ld+json">${JSON.stringify(data)}</script></head>
<body><header><nav><a href="/">Home</a></nav></header><main><article><h1>Ferries at last</h1><p>${sentence}</p><p>${sentence}</p>
<figure><img class="lazy" src="data:image/gif;base64,R0" data-src="f.jpg" data-srcset="f-400.jpg 400w, f-800.jpg 800w" alt="A ferry"><noscript><img src="f.jpg" alt="A ferry"></noscript><figcaption>The ferry.</figcaption></figure>
<h2 id="who">Who pays</h2><p>See <a href="javascript:alert(1)">this</a> and <a href="other">that</a>. ${sentence}</p><ul><li>City</li><li>Port</li></ul>
<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0" title="Film"></iframe>
<picture><source srcset="p.webp 600w" type="image/webp"><img src="p.jpg" alt=""></picture></article></main>
<aside><h3>Related</h3><a href="/1">One story</a></aside><footer>Copyright</footer><script>evil()</script></body></html>`

test('reads the article of a page, with the metadata of JSON-LD, OpenGraph and meta elements', async t => {
  const { manuscript, report } = await readArticle(htmlImporter, page, { name: 'p.html', language: undefined })
  t.strictSame(manuscript, {
    title: 'Ferries at last',
    language: 'en-GB',
    summary: 'Two ferries.',
    slug: 'ferries-at-last',
    paths: ['/news/ferries-at-last'],
    category: 'Transport',
    tags: ['boats'],
    authors: [{ name: 'Ada Writer', pageUrl: 'https://example.org/ada' }],
    image: { url: 'https://example.org/i.jpg', credit: 'P. Hoto', variants: [] },
    canonicalUrl: 'https://example.org/news/ferries-at-last',
    source: { name: 'Harbour News', url: 'https://example.org/' },
    publishedAt: '2026-11-22T08:00:00Z',
    publishedPrecision: 'instant',
    keyTakeaways: [],
    sections: [
      {
        level: 1,
        blocks: [
          { type: 'paragraph', content: [{ text: sentence }] },
          { type: 'paragraph', content: [{ text: sentence }] },
          {
            type: 'image',
            image: {
              url: 'https://example.org/news/f.jpg',
              alt: 'A ferry',
              caption: [{ text: 'The ferry.' }],
              variants: [
                { url: 'https://example.org/news/f-400.jpg', width: 400 },
                { url: 'https://example.org/news/f-800.jpg', width: 800 },
              ],
            },
          },
        ],
      },
      {
        heading: 'Who pays',
        level: 2,
        anchor: 'who',
        blocks: [
          {
            type: 'paragraph',
            content: [
              { text: 'See this and ' },
              { text: 'that', link: { href: 'https://example.org/news/other' } },
              { text: `. ${sentence}` },
            ],
          },
          {
            type: 'list',
            ordered: false,
            items: [
              { content: [{ text: 'City' }], blocks: [] },
              { content: [{ text: 'Port' }], blocks: [] },
            ],
          },
          { type: 'embed', url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', provider: 'youtube', title: 'Film' },
          {
            type: 'image',
            image: {
              url: 'https://example.org/news/p.jpg',
              alt: '',
              variants: [{ url: 'https://example.org/news/p.webp', width: 600, mediaType: 'image/webp' }],
            },
          },
        ],
      },
    ],
    footnotes: [],
  })
  t.strictSame(
    report.notes.map(note => note.code),
    ['page-frame', 'link-unsafe'],
  )
})

test('uses the declared encoding of a page if its bytes are not UTF-8', async t => {
  async function* bytes() {
    yield Buffer.from(
      '<html><head><meta charset="iso-8859-2"><title>Za\xbf\xf3\xb3\xe6</title></head><body><p>Ja\xbc\xf1</p></body></html>',
      'latin1',
    )
  }
  for await (const item of htmlImporter.parse(bytes(), { name: 'a.html', siteLanguage: 'pl', timeZone: 'UTC' })) {
    t.equal(item.kind === 'article' && item.manuscript.title, 'Zażółć')
  }
})

test('a page with extreme nesting or without words is a problem', async t => {
  const deep = await readOne(htmlImporter, `<html><body>${'<div>'.repeat(10_000)}x`)
  t.equal(deep.kind === 'problem' && deep.code, 'malformed')
  const empty = await readOne(htmlImporter, '<html><body><script>x()</script></body></html>')
  t.equal(empty.kind === 'problem' && empty.code, 'empty')
})

test('reads microdata in addition to linked data, details as callouts, and all words of nested tables', async t => {
  const { manuscript } = await readArticle(
    htmlImporter,
    `<!doctype html><html lang="ar" dir="rtl"><head><title>T</title></head><body>
<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">عنوان</h1>
<meta itemprop="author" content="Ann"><meta itemprop="datePublished" content="2026-01-02"><div itemprop="articleBody">
<p>نص أول طويل بما يكفي.</p><details><summary>More</summary><p>Inside.</p></details>
<table><tr><td>Outer <table><tr><td>inner</td></tr></table></td></tr></table></div></article></body></html>`,
    { language: undefined },
  )
  const { title, language, authors, publishedAt, sections } = manuscript
  t.strictSame(
    { title, language, authors, publishedAt },
    { title: 'عنوان', language: 'ar', authors: [{ name: 'Ann' }], publishedAt: '2026-01-01T23:00:00Z' },
  )
  const paragraph = (text: string) => ({ type: 'paragraph', content: [{ text }] })
  t.strictSame(sections[0]?.blocks, [
    paragraph('نص أول طويل بما يكفي.'),
    { type: 'callout', kind: 'details', title: 'More', blocks: [paragraph('Inside.')] },
    paragraph('Outer'),
    paragraph('inner'),
  ])
})

test('reads a page without head and body tags, or with content after them', async t => {
  const words = `<nav><a href="/">Home</a></nav><article><p>${sentence}</p><p>${sentence}</p></article>`
  for (const source of [
    `<!doctype html><html><head><title>T</title></head>${words}</html>`,
    `<!doctype html><html><title>T</title>${words}</html>`,
    `<html><head><title>T</title></head><body></body>${words}</html>`,
    `<html><head><title>T</title></head><body></body></html>${words}`,
  ]) {
    const { manuscript } = await readArticle(htmlImporter, source, { name: 'p.html' })
    t.strictSame(manuscript.sections, [{ level: 1, blocks: [paragraph(sentence), paragraph(sentence)] }], source)
    t.equal(manuscript.title, 'T')
  }
})

function paragraph(text: string) {
  return { type: 'paragraph', content: [{ text }] }
}

test('reads the publication date from a time in the article or its header', async t => {
  const published = async (html: string) => {
    const body = `<p>${sentence}</p>${html}`
    const { manuscript } = await readArticle(htmlImporter, `<html><body>${body}</body></html>`, {
      name: 'p.html',
      timeZone: 'UTC',
    })
    return manuscript.publishedAt
  }
  const time = '<time datetime="2022-05-06">6 May</time>'
  t.equal(await published(time), undefined)
  t.equal(await published(`<article>${time}</article>`), '2022-05-06T00:00:00Z')
  t.equal(await published(`<header><p>${time}</p></header>`), '2022-05-06T00:00:00Z')
  t.equal(await published('<time class="a entry-date" datetime="2022-05-07"></time>'), '2022-05-07T00:00:00Z')
  t.equal(await published('<b class="published" datetime="2022-05-08"></b>'), '2022-05-08T00:00:00Z')
})

test('removes dividers before and after the article of a page', async t => {
  const rule = '<hr>'
  const blocks = async (body: string) => {
    const source = `<html><head><title>Night tram</title></head><body>${body}</body></html>`
    const { manuscript } = await readArticle(htmlImporter, source, { name: 'p.html' })
    return manuscript.sections.flatMap(one => one.blocks.map(block => block.type))
  }
  const inner = `<p>${sentence}</p>${rule}<p>${sentence}</p>`
  t.strictSame(await blocks(`<article>${rule}<h1>Night tram</h1>${inner}${rule}</article>`), [
    'paragraph',
    'divider',
    'paragraph',
  ])
  t.strictSame(await blocks(`<div class="h-entry"><div class="e-content">${rule}${rule}${inner}</div></div>`), [
    'paragraph',
    'divider',
    'paragraph',
  ])
})

test('a page may omit the tags of html, head and body', async t => {
  const head = '<title>Ferries at last</title><meta name="author" content="Ada Writer"><script>count()</script>'
  const body = `<h1>Ferries at last</h1><p>${sentence}</p><p>${sentence}</p>`
  const read = async (text: string) => {
    const { manuscript, report } = await readArticle(htmlImporter, text, { name: 'p.html', language: 'en' })
    return { manuscript, notes: report.notes }
  }
  const complete = await read(`<!doctype html><html><head>${head}</head><body>${body}</body></html>`)
  t.strictSame(complete.notes, [])
  for (const text of [
    `<!doctype html><html>${head}<body>${body}</body></html>`,
    `<!doctype html><html><head>${head}</head>${body}`,
    `<!doctype html>\n${head}\n${body}`,
    `<html>\n${head}\n${body}</html>`,
    `${head}\n${body}`,
  ])
    t.strictSame(await read(text), complete, text.slice(0, 40))
})
