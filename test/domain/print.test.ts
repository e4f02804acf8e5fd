import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import type { Edition } from '../../src/domain/article/edition.ts'
import type { Block } from '../../src/domain/body/block.ts'
import { compose } from '../../src/domain/content/compose.ts'
import type { Content } from '../../src/domain/content/content.ts'
import type { Manuscript } from '../../src/domain/content/manuscript.ts'
import { deliveredArticle, deliveredArticleItem } from '../../src/domain/print/delivered.ts'
import { sectionSpan } from '../../src/domain/print/layout.ts'
import type { Neighbours } from '../../src/domain/print/neighbour.ts'
import { createPrinter, type Print } from '../../src/domain/print/print.ts'
import type { Term, TermKind } from '../../src/domain/term/term.ts'
import { legible } from '../../src/domain/text/legible-text.ts'
import { hasMembers } from '../has-members.ts'
import { fc } from '../property.ts'
import { holds } from './holds.ts'
import { content, digest, headed, lead, manuscript, numberedId, numberedIds, paragraph, site } from './sample.ts'

const printer = createPrinter(site, digest)
const nobody: Neighbours = { terms: new Map(), articles: new Map(), translations: [] }
const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(bytes)
const json = (bytes: Uint8Array) => JSON.parse(text(bytes))

function edition(content: Content, more: Partial<Edition> = {}): Edition {
  const at = '2026-11-22T09:00:00Z'
  return {
    articleId: numberedId(1),
    number: 1,
    at,
    publishedAt: at,
    updatedAt: at,
    version: 1,
    content,
    corrections: [],
    ...more,
  }
}

function printed(more: Partial<Manuscript>, around = nobody): Print {
  const context = { articleId: numberedId(1), owner: () => undefined, newId: numberedIds() }
  const { content } = compose(manuscript(more), { tagIds: [], authorIds: [] }, context)
  return printer.print(edition(content), around, 7)
}

/** Whether a print is valid, has no null, each span is the JSON of its part, and the item is its beginning. */
function isSound(print: Print): boolean {
  const { body, item, layout } = print
  const article = json(body)
  const part = ([start, end]: readonly [number, number]) => json(body.subarray(start, end))
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  const { keyTakeaways: _, tableOfContents: __, sections: ___, footnotes: ____, ...head } = article
  const sections: { anchor: string }[] = article.sections
  return (
    isWhole(article) &&
    deliveredArticle.safeParse(article).success &&
    deliveredArticleItem.safeParse(json(item)).success &&
    isDeepStrictEqual(deliveredArticle.parse(article), article) &&
    same(json(item), head) &&
    text(item) === `${text(body.subarray(0, layout.itemEnd))}}` &&
    text(body.subarray(layout.viewsAt - 8, layout.viewsAt + 2)) === '"views":0}' &&
    same(part(layout.metadata), article.metadata) &&
    same(part(layout.keyTakeaways), article.keyTakeaways) &&
    same(part(layout.tableOfContents), article.tableOfContents) &&
    same(part(layout.sections), article.sections) &&
    same(part(layout.footnotes), article.footnotes) &&
    same(
      layout.section.map(([anchor]) => anchor),
      sections.map(section => section.anchor),
    ) &&
    sections.every(section => same(part(sectionSpan(layout, section.anchor) ?? [0, 0]), section))
  )
}

/** Whether a value contains no null and no lone surrogate. */
function isWhole(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object') return true
  return value !== null && Object.entries(value).every(([name, member]) => name.isWellFormed() && isWhole(member))
}

function term(kind: TermKind, number: number, slug: string, more: Partial<Term> = {}): [string, Term] {
  return [numberedId(number), { kind, id: numberedId(number), slug, name: slug.toUpperCase(), ...more }]
}

t.test('print: the whole article matches the contract', async t => {
  const around: Neighbours = {
    terms: new Map([
      term('category', 50, 'transport'),
      term('tag', 51, 'fähren'),
      term('author', 52, 'ada', { pageUrl: 'https://ada.example/' }),
    ]),
    articles: new Map(),
    translations: [
      {
        id: numberedId(2),
        slug: 'de-slug',
        title: 'Titel',
        language: 'de',
        canonicalUrl: 'https://news.example.org/de',
      },
    ],
  }
  const whole = content({
    summary: 'Two boats.',
    categoryId: numberedId(50),
    tagIds: [numberedId(51)],
    authorIds: [numberedId(52)],
    keyTakeaways: [
      { id: numberedId(60), content: [{ text: 'Two ' }, { text: 'boats', strong: true }], origin: 'authored' },
    ],
    sections: [
      { id: numberedId(61), anchor: 'lead', level: 1, formerAnchors: [], blocks: [paragraph('It is so.')] },
      { id: numberedId(62), anchor: 'why', heading: 'Why', level: 2, formerAnchors: ['because'], blocks: [] },
    ],
  })
  const print = printer.print(edition(whole), around, 7, numberedId(70))
  const term_ = (number: number, slug: string, path: string) => ({
    id: numberedId(number),
    slug,
    name: slug.toUpperCase(),
    url: `https://news.example.org/v1/${path}`,
  })
  t.strictSame(json(print.body), {
    id: numberedId(1),
    slug: 'harbour-trust-buys-two-electric-ferries',
    url: 'https://news.example.org/v1/articles/harbour-trust-buys-two-electric-ferries',
    title: 'Harbour Trust buys two electric ferries',
    summary: 'Two boats.',
    edition: 1,
    revision: 7,
    metadata: {
      language: 'en',
      direction: 'ltr',
      translations: [
        {
          language: 'de',
          id: numberedId(2),
          slug: 'de-slug',
          title: 'Titel',
          url: 'https://news.example.org/v1/articles/de-slug',
          canonicalUrl: 'https://news.example.org/de',
        },
      ],
      category: term_(50, 'transport', 'categories/transport'),
      tags: [term_(51, 'fähren', 'tags/f%C3%A4hren')],
      authors: [{ ...term_(52, 'ada', 'authors/ada'), pageUrl: 'https://ada.example/' }],
      publishedAt: '2026-11-22T09:00:00Z',
      publishedDate: '2026-11-22',
      publishedPrecision: 'instant',
      updatedAt: '2026-11-22T09:00:00Z',
      readingTimeMinutes: 1,
      wordCount: 4,
      views: 0,
      canonicalUrl: 'https://news.example.org/v1/articles/harbour-trust-buys-two-electric-ferries.html',
      corrections: [],
      custom: {},
    },
    keyTakeaways: [
      {
        id: numberedId(60),
        position: 1,
        text: 'Two boats',
        content: [{ text: 'Two ' }, { text: 'boats', strong: true }],
        origin: 'authored',
      },
    ],
    tableOfContents: [{ anchor: 'why', heading: 'Why', level: 2, children: [] }],
    sections: [
      {
        id: numberedId(61),
        anchor: 'lead',
        level: 1,
        position: 1,
        wordCount: 3,
        hash: json(print.body).sections[0].hash,
        formerAnchors: [],
        blocks: [paragraph('It is so.')],
      },
      {
        id: numberedId(62),
        anchor: 'why',
        heading: 'Why',
        level: 2,
        position: 2,
        wordCount: 1,
        hash: json(print.body).sections[1].hash,
        formerAnchors: ['because'],
        blocks: [],
      },
    ],
    footnotes: [],
  })
  t.ok(isSound(print))
  t.strictSame(print.uses, [
    { kind: 'term', id: numberedId(50) },
    { kind: 'term', id: numberedId(51) },
    { kind: 'term', id: numberedId(52) },
    { kind: 'translations', id: numberedId(70) },
  ])
  t.strictSame(print.delivered, {
    delivered: true,
    language: 'en',
    categoryId: numberedId(50),
    tagIds: [numberedId(51)],
    authorIds: [numberedId(52)],
  })
  hasMembers(t, print, { revision: 7, edition: 1, keyTakeaways: 1, epoch: printer.epoch, title: whole.title })
})

t.test('print: the day is in the time zone of the site, and values stated by the article have priority', async t => {
  const stated = content({
    publishedAt: '2026-11-21T23:00:00Z',
    publishedPrecision: 'day',
    readingTimeMinutes: 12,
    canonicalUrl: 'https://old.example/post',
    expiresAt: '2027-01-01T00:00:00Z',
  })
  const print = printer.print(edition(stated, { publishedAt: '2026-11-21T23:00:00Z' }), nobody, 1)
  hasMembers(t, json(print.body).metadata, {
    publishedDate: '2026-11-22',
    publishedPrecision: 'day',
    readingTimeMinutes: 12,
    canonicalUrl: 'https://old.example/post',
    expiresAt: '2027-01-01T00:00:00Z',
  })
})

t.test('print: equal input produces equal bytes, and a hash does not depend on the order of members', async t => {
  const sections = [lead('It is so.'), headed('Why', 'Because.')]
  const first = printed({ sections })
  t.strictSame(printed({ sections }), first)
  const turned: Block = { content: [{ text: 'It is so.' }], type: 'paragraph' }
  const hashes = (print: Print) => json(print.body).sections.map((section: { hash: string }) => section.hash)
  t.strictSame(
    hashes(printed({ sections: [{ level: 1, blocks: [turned] }, headed('Why', 'Because.')] })),
    hashes(first),
  )
  hasMembers(t, hashes(first), [/^[\w-]{16}$/, /^[\w-]{16}$/])
  const other = hashes(printed({ sections: [lead('It is so.'), headed('Why not', 'Because.')] }))
  t.equal(other[0], hashes(first)[0])
  t.not(other[1], hashes(first)[1])
})

const hostile = [
  '"views":0',
  '}',
  '\\',
  '\u2028\u2029',
  '\ud800',
  '\udc00x',
  '😀',
  '\u0000\u001f',
  '","metadata":{"views":0}',
  '日本',
  '\\ud800',
  '</script>',
]

t.test('print: hostile text stays text in every member', async t => {
  for (const word of hostile) {
    const print = printed({
      title: word,
      summary: word,
      custom: { views: 0, [word]: word, nothing: null, list: [null, { views: 0 }] },
      keyTakeaways: [{ content: [{ text: word }], origin: 'authored' }],
      sections: [lead(word), headed(word, word)],
      footnotes: [{ anchor: 'fn-1', label: word, blocks: [paragraph(word)] }],
    })
    t.ok(isSound(print), `word ${hostile.indexOf(word)}`)
    t.notMatch(parsedTexts(print.body), unreadable)
    t.equal(json(print.body).title, legible(word) || '\ufffd')
    t.equal(json(print.body).metadata.views, 0)
  }
})

t.test('print: hostile text in correction notes and term names is cleaned', async t => {
  const note = {
    id: numberedId(9),
    at: '2026-11-22T09:00:00Z',
    edition: 1,
    kind: 'correction',
    note: 'a\ud800',
    sectionAnchors: [],
  }
  const terms = new Map([term('tag', 51, 'x', { name: 'y\udc00' })])
  const print = printer.print(
    edition(content({ tagIds: [numberedId(51)] }), { corrections: [note] }),
    { ...nobody, terms },
    1,
  )
  t.ok(isSound(print))
  hasMembers(t, json(print.body).metadata, { tags: [{ name: 'y\ufffd' }], corrections: [{ note: 'a\ufffd' }] })
})

t.test('print: any text produces a valid print', async t => {
  const words = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), fc.constantFrom(...hostile))
  const custom = fc.dictionary(words, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 })
  const input = fc.record({ title: words, heading: words, body: words, custom })
  holds(
    t,
    input,
    ({ title, heading, body, custom }) => {
      const sections = [lead(body), headed(heading, body), headed('constructor', title)]
      const print = printed({
        title,
        custom,
        keyTakeaways: [{ content: [{ text: body }], origin: 'authored' }],
        sections,
      })
      return isSound(print) && !unreadable.test(parsedTexts(print.body))
    },
    150,
  )
})

/** A control character other than tab and line end, a noncharacter or a lone surrogate. */
const unreadable = /\p{Cs}|[[\p{Cc}--[\t\n]]\p{Noncharacter_Code_Point}]/v

/** Every text and name that a client finds in a JSON document. */
function parsedTexts(body: Uint8Array): string {
  const texts: string[] = []
  JSON.parse(Buffer.from(body).toString(), (name, value) => {
    texts.push(name)
    if (typeof value === 'string') texts.push(value)
    return value
  })
  return texts.join(' ')
}

t.test('print: a term that is missing from the neighbours is an error', async t => {
  t.throws(() => printer.print(edition(content({ tagIds: [numberedId(51)] })), nobody, 1), /the tag .* is not among/)
})

t.test('print: the epoch depends on the site settings that change a print', async t => {
  const epochs = [site, { ...site, publicUrl: 'https://b.example' }, { ...site, timeZone: 'UTC' }].map(
    one => createPrinter(one, digest).epoch,
  )
  t.equal(new Set(epochs).size, 3)
  t.equal(createPrinter({ ...site }, digest).epoch, printer.epoch)
})
