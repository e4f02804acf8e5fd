import { createHash } from 'node:crypto'
import { test } from 'tap'
import { htmlPage, sectionPage } from '../../src/syndication/article/html.ts'
import { alternates, renditionEpoch } from '../../src/syndication/article/rendition.ts'
import { renditions } from '../../src/syndication/formats.ts'
import { hasMembers } from '../has-members.ts'
import { arabic, article, bare, full, hostile, paragraph, section, site } from './articles.ts'
import { dangers, readDocument } from './html-document.ts'

test('html: an independent parser finds no error in any page', async t => {
  for (const one of [full, hostile, arabic, bare]) {
    const { errors, elements } = readDocument(htmlPage.render(one, site))
    t.strictSame(errors, [], one.slug)
    t.strictSame(dangers(elements), [], one.slug)
    const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? [])
    t.strictSame(ids, [...new Set(ids)], 'each id occurs once')
    t.ok(ids.every(id => !/\s/.test(id)))
  }
})

test('html: the page states its language, direction, canonical address, licence and other formats', async t => {
  const { all } = readDocument(htmlPage.render(full, site))
  hasMembers(t, all('html')[0]?.attributes, { lang: 'en', dir: 'ltr' })
  const links = all('link').map(({ attributes }) => [
    attributes['rel'],
    attributes['type'] ?? attributes['hreflang'],
    attributes['href'],
  ])
  t.strictSame(links, [
    ['canonical', undefined, 'https://www.example.org/transport/ferries-1'],
    ['license', undefined, 'https://creativecommons.org/licenses/by/4.0/'],
    ['alternate', 'en', 'https://www.example.org/transport/ferries-1'],
    ['alternate', 'de', 'https://www.example.org/de/faehren'],
    ['alternate', 'x-default', 'https://www.example.org/transport/ferries-1'],
    ['alternate', 'application/json', 'https://api.example.org/v1/articles/ferries-1'],
    ['alternate', 'text/markdown', 'https://api.example.org/v1/articles/ferries-1.md'],
    ['alternate', 'text/plain', 'https://api.example.org/v1/articles/ferries-1.txt'],
    ['alternate', 'application/ld+json', 'https://api.example.org/v1/articles/ferries-1.jsonld'],
    ['alternate', 'application/json', 'https://api.example.org/v1/articles/ferries-1.ninjs.json'],
    [
      'alternate',
      'application/json+oembed',
      'https://api.example.org/oembed?url=https%3A%2F%2Fwww.example.org%2Ftransport%2Fferries-1&format=json',
    ],
    [
      'alternate',
      'text/xml+oembed',
      'https://api.example.org/oembed?url=https%3A%2F%2Fwww.example.org%2Ftransport%2Fferries-1&format=xml',
    ],
    ['alternate', 'application/rss+xml', 'https://api.example.org/feeds/rss.xml'],
    ['alternate', 'application/atom+xml', 'https://api.example.org/feeds/atom.xml'],
    ['alternate', 'application/feed+json', 'https://api.example.org/feeds/feed.json'],
  ])
  hasMembers(t, readDocument(htmlPage.render(arabic, site)).all('html')[0]?.attributes, { lang: 'ar', dir: 'rtl' })
})

test('html: every block type has its own element', async t => {
  const { elements, all, text } = readDocument(htmlPage.render(full, site))
  const counts = Object.fromEntries(
    [
      'h1',
      'ol',
      'blockquote',
      'pre',
      'img',
      'table',
      'caption',
      'audio',
      'video',
      'aside',
      'details',
      'hr',
      'input',
      'sup',
      'sub',
      's',
      'u',
      'mark',
      'code',
    ].map(name => [name, all(name).length]),
  )
  t.strictSame(counts, {
    h1: 1,
    ol: 3,
    blockquote: 1,
    pre: 1,
    img: 4,
    table: 1,
    caption: 1,
    audio: 1,
    video: 1,
    aside: 2,
    details: 1,
    hr: 1,
    input: 2,
    sup: 2,
    sub: 1,
    s: 1,
    u: 1,
    mark: 1,
    code: 3,
  })
  hasMembers(
    t,
    all('ol').find(one => one.attributes['start']),
    { attributes: { start: '3' } },
  )
  hasMembers(t, all('source')[0]?.attributes, {
    type: 'image/webp',
    srcset: 'https://www.example.org/img/ferry-600.webp 600w',
  })
  t.ok(elements.some(one => one.name === 'a' && one.attributes['href'] === '#who-pays' && one.text === 'the costs'))
  t.strictSame(
    elements
      .filter(one => one.attributes['role']?.startsWith('doc-'))
      .map(({ name, attributes }) => [name, attributes['id'], attributes['href']]),
    [
      ['a', 'ref:n1', '#note:n1'],
      ['section', undefined, undefined],
      ['a', undefined, '#ref:n1'],
    ],
  )
  for (const words of [
    '41 million',
    'Nested',
    'A. Captain',
    'ferry.py',
    'P. Photographer',
    'The quay',
    'Two pictures',
    'Costs',
    'The horn',
    'plan.pdf',
    'The trip',
    'The gap.',
    'Hidden.',
    'Yes or no?',
    'Founded 1911.',
    'Newest note.',
    'Name the author.',
  ]) {
    t.ok(text.includes(words), words)
  }
})

test('html: hostile text is read back as text', async t => {
  const { all } = readDocument(htmlPage.render(hostile, site))
  const clean =
    'a ]]> b <script>alert("x")</script> \ufffd & \u202eabc\u202c 😀  שלום -- \n # *x* _y_ [z](javascript:a) `c` </style> <!--'
  t.equal(all('h1')[0]?.text, clean)
  t.ok(all('pre').some(({ text }) => text === `${clean}\n~~~\n\`\`\`\``))
})

test('html: the JSON-LD of a hostile article is one data block in the page', async t => {
  const { all } = readDocument(htmlPage.render(hostile, site))
  t.equal(all('script').length, 1)
  hasMembers(t, JSON.parse(all('script')[0]?.text ?? ''), {
    '@type': 'NewsArticle',
    datePublished: '2026-11-22T09:00:00Z',
  })
})

test('html: sections nest by level and link from the contents', async t => {
  const sections = [
    section(1, 'lead', undefined, [paragraph('Lead.')]),
    section(2, 'a', 'A', [paragraph('In A.')]),
    section(3, 'a-1', 'A 1', [paragraph('In A 1.')], 3),
    section(4, 'b', 'B', [paragraph('In B.')]),
  ]
  const { elements, all } = readDocument(htmlPage.render(article(9, { sections }), site))
  const text = (id: string) => elements.find(one => one.attributes['id'] === id)?.text
  t.strictSame(['lead', 'a', 'a-1', 'b'].map(text), ['Lead.', 'AIn A.A 1In A 1.', 'A 1In A 1.', 'BIn B.'])
  t.strictSame(all('nav')[0]?.text, 'ContentsAA 1B')
})

test('html: headings go down one rank at a time, also if the source skips levels', async t => {
  const levels = [undefined, 3, 5, 3, 2, 6, 4, 2]
  const sections = levels.map((level, index) =>
    section(
      index + 1,
      `s${index}`,
      level === undefined ? undefined : `Heading ${index}`,
      [paragraph('Text.')],
      level ?? 1,
    ),
  )
  const { elements } = readDocument(htmlPage.render(article(1, { sections }), site))
  t.strictSame(
    elements.filter(({ name }) => /^h[1-6]$/.test(name)).map(({ name, text }) => `${name} ${text}`),
    [
      `h1 ${article(1).title}`,
      'h2 Contents',
      'h2 Heading 1',
      'h3 Heading 2',
      'h2 Heading 3',
      'h2 Heading 4',
      'h3 Heading 5',
      'h3 Heading 6',
      'h2 Heading 7',
      'h2 Corrections',
    ],
  )
})

test('html: a section has its own page, whose footnotes link to the article', async t => {
  const one = full.sections[1]
  if (!one) throw new Error('no section')
  const { all, elements, errors } = readDocument(sectionPage(full, one, site))
  t.strictSame(errors, [])
  t.equal(all('h2')[0]?.text, 'Who pays?')
  t.notOk(elements.some(({ attributes }) => attributes['id'] === 'lead'))
  t.ok(elements.some(({ attributes }) => attributes['href'] === 'https://www.example.org/transport/ferries-1#note:n1'))
})

test('renditions: each returns the same bytes for the same article, and has its own suffix and media type', async t => {
  for (const rendition of renditions)
    t.equal(rendition.render(full, site), rendition.render(structuredClone(full), site))
  t.strictSame(
    renditions.map(({ suffix }) => suffix),
    alternates.map(({ suffix }) => suffix).slice(1),
  )
  for (const { suffix, mediaType } of renditions) {
    t.equal(mediaType.split(';')[0], alternates.find(one => one.suffix === suffix)?.type)
  }
})

test('renditions: the epoch changes when the data of the site changes', async t => {
  const epoch = (one: typeof site) => renditionEpoch(one, text => createHash('sha256').update(text).digest('base64url'))
  t.equal(epoch(site), epoch({ ...site }))
  t.not(epoch(site), epoch({ ...site, iconUrl: 'https://www.example.org/other.png' }))
})
