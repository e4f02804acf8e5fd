import { test } from 'tap'
import { plainText } from '../../../src/domain/body/inline.ts'
import { runsOf } from '../../../src/importer/blocks/runs.ts'
import { detect } from '../../../src/importer/detect.ts'
import { htmlImporter } from '../../../src/importer/format/html/html.ts'
import { importers } from '../../../src/importer/importers.ts'
import { readArticle } from '../read-one.ts'

const sentence =
  'The lighthouse was painted in April, by two people on one rope, and the rope was older than both of them.'
const prose = `<p>${sentence}</p><p>${sentence.replace('painted', 'closed')}</p>`

async function factsOf(body: string, head = '<title>The lighthouse is red again</title>') {
  const source = `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`
  const { manuscript } = await readArticle(htmlImporter, source, { name: 'p.html', timeZone: 'UTC' })
  return manuscript
}

const article = (inner: string) => `<article><h1>The lighthouse is red again</h1>${inner}${prose}</article>`
const time = '<time datetime="2024-04-05">5 April 2024</time>'

test('reads the publication date from a time in a dateline, not from a time in a sentence', async t => {
  const dateOf = async (inner: string) => (await factsOf(article(inner))).publishedAt
  for (const inSentence of [
    `<p>The party is on ${time}.</p>`,
    `<ul><li>Open from ${time} to the end of the year, on every day but Monday.</li></ul>`,
    `<blockquote><p>I was there on ${time}. It rained.</p></blockquote>`,
    `<section id="comments"><article class="comment">${time}<p>Nice red.</p></article></section>`,
  ])
    t.equal(await dateOf(inSentence), undefined, inSentence)
  const changed = '<p>Updated <time class="updated" datetime="2024-04-06">6 April</time></p>'
  t.equal(await dateOf(`${changed}<p>${time}</p>`), '2024-04-05T00:00:00Z')
  t.equal(await dateOf(changed), '2024-04-06T00:00:00Z', 'uses the last change if there is no date of publication')
  for (const dateline of [
    time,
    `<p>${time}</p>`,
    `<p>By Ida Keeper, ${time}</p>`,
    `<p class="meta">Published on ${time} in News</p>`,
    `<ul class="meta"><li>${time}</li></ul>`,
    '<p>Text by Ida on <time class="dt-published" datetime="2024-04-05">5 April 2024</time>.</p>',
  ])
    t.equal(await dateOf(dateline), '2024-04-05T00:00:00Z', dateline)
})

test('ignores a date before the year 100', async t => {
  const head =
    '<title>The lighthouse is red again</title><meta property="article:published_time" content="0001-01-01T00:00:00Z">'
  t.equal((await factsOf(article(time), head)).publishedAt, '2024-04-05T00:00:00Z')
})

test('reads the authors from the visible byline if no metadata names them', async t => {
  for (const [byline, authors] of [
    ['<a rel="author" href="https://e.org/ida">Ida Keeper</a>', [{ name: 'Ida Keeper', pageUrl: 'https://e.org/ida' }]],
    ['<p class="byline">By Ida Keeper</p>', [{ name: 'Ida Keeper' }]],
    [`<div class="post-byline">by Ida Keeper | ${time}</div>`, [{ name: 'Ida Keeper' }]],
    ['<p class="byline">By Ida Keeper and Bo Rope</p>', [{ name: 'Ida Keeper' }, { name: 'Bo Rope' }]],
    ['<span class="author">Von Ida Keeper</span>', [{ name: 'Ida Keeper' }]],
    [
      '<p class="byline">By <a href="https://e.org/authors/ida">Ida Keeper</a>, <a href="https://e.org/authors/bo">Bo Rope</a></p>',
      [
        { name: 'Ida Keeper', pageUrl: 'https://e.org/authors/ida' },
        { name: 'Bo Rope', pageUrl: 'https://e.org/authors/bo' },
      ],
    ],
    ['<span itemprop="author"><span itemprop="name">By Ida Keeper</span></span>', [{ name: 'Ida Keeper' }]],
    ['<p class="byline">5 April 2024</p>', []],
    ['<div id="comments"><a rel="author" href="https://e.org/x">A Reader</a></div>', []],
  ] as const)
    t.strictSame((await factsOf(article(byline))).authors, authors, byline)
  const data = '<script type="application/ld+json">{"@type":"Article","author":{"name":"By Ida Keeper"}}</script>'
  t.strictSame((await factsOf(article(''), data)).authors, [{ name: 'Ida Keeper' }])
})

test('the title is the heading that the metadata confirms, without the site name', async t => {
  const title = 'The lighthouse is red again'
  const link = '<link rel="canonical" href="https://www.coastnews.example/a/b">'
  for (const [head, body] of [
    [`<title>${title} - Coastnews</title>${link}`, prose],
    [`<title>Coastnews: ${title}</title><meta property="og:site_name" content="Coastnews">`, prose],
    [`<title>${title} | Coast | News</title>`, `<h1>${title}</h1>${prose}`],
    [`<title>${title}</title>`, `<div><h1>Harbours and Lights Center</h1></div><main><h2>${title}</h2>${prose}</main>`],
    [`<title>${title}</title>`, `<header><h1>Coast</h1></header><article>${prose}</article>`],
    [`<title>Coastnews: ${title}</title>${link}`, `<h1><a href="/">Coastnews</a></h1>${prose}`],
    ['<title>Coast News Weekly</title>', `<article><h1>${title}</h1>${prose}</article>`],
    ['<title>Untitled Document</title>', `<h1>${title}</h1>${prose}`],
    [`<meta property="og:title" content="${title}"><title>Red paint</title>`, `<h1>Lights</h1>${prose}`],
    [`<title>${title} — handbook</title>`, `<h1>${title} <a href="#top">¶</a></h1>${prose}`],
  ] as const)
    t.equal((await factsOf(body, head)).title, title, `${head} ${body.slice(0, 60)}`)
})

test('reads the body of a post from a Medium export, with the metadata of its microformat', async t => {
  const body = `<article class="h-entry"><header><h1 class="p-name">Red again</h1></header>
<section data-field="subtitle" class="p-summary">What a lighthouse needs</section>
<section data-field="body" class="e-content"><section><h3 class="graf graf--title">Red again</h3><h4 class="graf graf--subtitle">What a lighthouse needs</h4><p>Short.</p><h3>The rope</h3>${prose}</section></section>
<footer><p>By <a href="https://medium.com/@ida" class="p-author h-card">Ida Keeper</a> on <a href="https://medium.com/p/1"><time class="dt-published" datetime="2024-04-05T10:00:00.000Z">April 5, 2024</time></a>.</p><p><a href="https://medium.com/@ida/red-again-1" class="p-canonical">Canonical link</a></p><p>Exported from <a href="https://medium.com">Medium</a> on May 1, 2024.</p></footer></article>`
  const { sections, keyTakeaways, ...facts } = await factsOf(body, '<title>Red again</title>')
  t.strictSame(facts, {
    title: 'Red again',
    language: 'en',
    summary: 'What a lighthouse needs',
    slug: 'red-again-1',
    paths: ['/@ida/red-again-1'],
    tags: [],
    authors: [{ name: 'Ida Keeper', pageUrl: 'https://medium.com/@ida' }],
    canonicalUrl: 'https://medium.com/@ida/red-again-1',
    publishedAt: '2024-04-05T10:00:00Z',
    publishedPrecision: 'instant',
    footnotes: [],
  })
  t.strictSame(
    sections.flatMap(({ heading, blocks }) => [heading, ...[...runsOf(blocks)].map(plainText)]),
    [undefined, 'Short.', 'The rope', sentence, sentence.replace('painted', 'closed')],
  )
  t.strictSame(keyTakeaways, [])
})

test('reads a page in UTF-16, with and without a byte order mark', async t => {
  const source = `<!doctype html><html lang="pl"><head><meta charset="utf-16"><title>Żółta łódź</title></head><body>${prose}</body></html>`
  const wide = Buffer.from(source, 'utf16le')
  const turned = Buffer.from(wide).swap16()
  for (const [name, bytes] of [
    ['little endian, marked', Buffer.concat([Buffer.from([0xff, 0xfe]), wide])],
    ['big endian, marked', Buffer.concat([Buffer.from([0xfe, 0xff]), turned])],
    ['little endian', wide],
    ['big endian', turned],
    ['UTF-8 that states UTF-16', Buffer.from(source)],
  ] as const) {
    t.equal(detect(bytes, importers).name, 'html', name)
    async function* input() {
      yield bytes
    }
    for await (const item of htmlImporter.parse(input(), { name: 'p.html', siteLanguage: 'en', timeZone: 'UTC' }))
      t.equal(item.kind === 'article' && item.manuscript.title, 'Żółta łódź', name)
  }
})

test('resolves character references in JSON-LD', async t => {
  const data = '<![CDATA[{"@type":"Article","headline":"Red &amp; white","author":{"name":"Ida O&#39;Keeper"}}]]>'
  const { title, authors } = await factsOf(prose, `<script type="application/ld+json">${data}</script>`)
  t.strictSame({ title, authors }, { title: 'Red & white', authors: [{ name: "Ida O'Keeper" }] })
})

test('reads a date and authors from a line next to the title if no metadata has them', async t => {
  const both = [{ name: 'Ida Keeper' }, { name: 'Bo Rope' }]
  const day = '2024-04-05T00:00:00Z'
  for (const [line, publishedAt, authors] of [
    ['<div class="meta">Von Ida Keeper und Bo Rope | 5. April 2024, 14:05 Uhr</div>', '2024-04-05T14:05:00Z', both],
    ['<div class="entry-meta">By Ida Keeper and Bo Rope | April 5, 2024</div>', day, both],
    ['<p class="byline">By Ida Keeper and Bo Rope, April 5, 2024</p>', day, both],
    ['<p>Par Ida Keeper • 5 avril 2024 • 3 min</p>', day, [{ name: 'Ida Keeper' }]],
    ['<p>By <b>Ida Keeper</b></p><p>Friday, April 5, 2024</p>', day, [{ name: 'Ida Keeper' }]],
    [
      '<p class="standfirst">A red tower stands at the end of the pier again, after a year.</p><p class="date">5 April 2024</p>',
      day,
      [],
    ],
    [
      '<ul class="post-info"><li>Published on April 5, 2024 by Ida Keeper</li><li>Coast</li></ul>',
      day,
      [{ name: 'Ida Keeper' }],
    ],
    ['<div><span>By Ida Keeper</span><time>April 5, 2024</time></div>', day, [{ name: 'Ida Keeper' }]],
    ['<p>By the sea</p>', undefined, []],
    ['<p>Regatta, April 5, 2024, all piers</p>', undefined, []],
    ['<p>The tower was closed on April 5, 2024.</p>', undefined, []],
    ['<aside><p>April 5, 2024</p></aside><div class="related"><p>April 5, 2024</p></div>', undefined, []],
    [`${prose}<h2>Other towers</h2><div class="card"><p class="date">April 5, 2024</p></div>`, undefined, []],
    [`${prose}<div class="comment"><p class="date">April 5, 2024</p></div>`, undefined, []],
  ] as const) {
    const facts = await factsOf(article(line))
    t.strictSame({ publishedAt: facts.publishedAt, authors: facts.authors }, { publishedAt, authors }, line)
  }
  const { publishedAt, updatedAt } = await factsOf(
    article('<p>Posted April 5, 2024 | Last updated April 6, 2024, 10:00</p>'),
  )
  t.strictSame({ publishedAt, updatedAt }, { publishedAt: day, updatedAt: '2024-04-06T10:00:00Z' })
  const before = `<article><p>April 5, 2024</p><h1>The lighthouse is red again</h1>${prose}</article>`
  t.equal((await factsOf(before)).publishedAt, day)
  const stated = '<title>The lighthouse is red again</title><meta name="date" content="2024-03-02">'
  t.equal((await factsOf(article('<p>April 5, 2024</p>'), stated)).publishedAt, '2024-03-02T00:00:00Z')
})

test('notes a line next to the title whose date or authors cannot be read', async t => {
  const notes = async (line: string) => {
    const source = `<!doctype html><html lang="en"><head><title>The lighthouse is red again</title></head><body>${article(line)}</body></html>`
    return (await readArticle(htmlImporter, source, { name: 'p.html' })).report.notes
  }
  t.strictSame(await notes('<p class="meta">three days ago, from the pier</p>'), [
    {
      code: 'dateline-unread',
      detail: 'The line "three days ago, from the pier" next to the title was not read as a date or as authors.',
    },
  ])
  t.strictSame(
    (await notes('<p class="date">04/05/2024</p>')).map(({ code }) => code),
    ['date-unread', 'page-frame'],
  )
})
