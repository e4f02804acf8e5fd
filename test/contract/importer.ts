import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'tap'
import type { ImportedArticle, Importer, ImportProblem, ParseOptions } from '../../src/importer/importer.ts'
import { hasMembers } from '../has-members.ts'
import { manuscriptText } from '../importer/manuscript-text.ts'
import { growth } from '../pace.ts'
import { fc, runs } from '../property.ts'

/** What the contract needs to test an importer. */
export type Family = {
  importer: Importer
  /** Sources that it reads, by name, each with the number of articles in it. */
  good: Record<string, { source: string | Uint8Array; articles: number }>
  /** Makes a source of about this many characters of ordinary content. */
  ordinary(size: number): string
  /** Makes a source whose structure is nested this deep. */
  nested(depth: number): string
  /** Makes a source of one article that states this as the date of its publication. */
  dated(date: string): string
  /** Attacks that are specific to this format, by name, each with the number of articles that are still read. */
  attacks: Record<string, { source: string; articles: number }>
  /** Puts a text where the format has body text. */
  around(text: string): string
  /** Whether `raw` is the input byte for byte; the reason if the format must remove something. */
  rawIsSource: true | string
}

const options: ParseOptions = { name: 'folder/source', siteLanguage: 'en', timeZone: 'UTC' }

/** Tests that every importer must pass. */
export function importerContract(family: Family): void {
  const { importer, good, nested, dated, attacks, around, rawIsSource } = family
  const { name } = importer

  for (const [title, { source, articles }] of Object.entries(good)) {
    test(`${name}: reads ${title}`, async t => {
      const bytes = bytesOf(source)
      t.ok(importer.sniff(bytes.subarray(0, 65_536)), 'sniff accepts the source')
      const items = await read(importer, bytes)
      const found = items.filter(item => item.kind === 'article')
      t.equal(found.length, articles)
      for (const article of found) checkArticle(article)
    })

    test(`${name}: reads ${title} the same in pieces of any size`, async t => {
      const whole = await read(importer, bytesOf(source))
      for (const size of [1, 7, 4096]) t.strictSame(await read(importer, bytesOf(source), size), whole)
    })
  }

  test(`${name}: keeps the source byte for byte`, { skip: rawIsSource === true ? false : rawIsSource }, async t => {
    for (const { source, articles } of Object.values(good)) {
      const [item] = await read(importer, bytesOf(source))
      if (articles === 1 && item?.kind === 'article')
        t.strictSame(Buffer.from(item.raw.bytes), Buffer.from(bytesOf(source)))
    }
  })

  for (const [title, bytes, code] of broken) {
    test(`${name}: reports ${title} as a problem`, async t => {
      const items = await read(importer, bytes)
      t.ok(items.every(item => item.kind === 'problem'))
      t.strictSame(
        items.map(item => (item.kind === 'problem' ? item.code : item.kind)),
        [code],
      )
    })
  }

  for (const [title, text] of hostile(5_000)) {
    test(`${name}: reads ${title}`, async () => readAll(importer, around(text)))
  }

  for (const [title, { source, articles }] of Object.entries(attacks)) {
    test(`${name}: is safe against ${title}`, async t => {
      const items = await read(importer, bytesOf(source))
      const found = items.filter(item => item.kind === 'article')
      t.equal(found.length, articles)
      for (const article of found) {
        checkArticle(article)
        t.notMatch(manuscriptText(article.manuscript), /root:.*:0:0:/, 'contains no file of this machine')
        t.ok(manuscriptText(article.manuscript).length < 1_000_000, 'stays below 1,000,000 characters')
      }
      t.strictSame(Object.keys(Object.prototype), [])
    })
  }

  test(`${name}: omits an impossible date, or reports the article as malformed`, async t => {
    for (const date of impossible) {
      const [item] = await read(importer, bytesOf(dated(date)))
      if (item?.kind !== 'article') t.equal(item?.code, 'malformed', date.slice(0, 40))
      else
        t.match(
          item.manuscript.publishedAt ?? '2000-01-01T00:00:00Z',
          /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
          date.slice(0, 40),
        )
    }
    const [good] = await read(importer, bytesOf(dated('2026-03-02T10:00:00Z')))
    hasMembers(t, good, { kind: 'article', manuscript: { publishedAt: /^2026-03-02/ } })
  })

  test(`${name}: reads a structure with 1,000 nested levels`, async () => readAll(importer, nested(1_000)))

  test(`${name}: never throws for any bytes, and yields only valid articles and problems`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async bytes => {
        const items = await read(importer, bytes)
        for (const item of items) if (item.kind === 'article') checkArticle(item)
      }),
      { numRuns: runs(25) },
    )
  })

  test(`${name}: changes neither its input nor global objects`, async t => {
    const [first] = Object.values(good)
    const bytes = Buffer.from(bytesOf(first?.source ?? ''))
    const before = Buffer.from(bytes)
    await read(importer, bytesOf(around('__proto__ constructor prototype')))
    await read(importer, bytes)
    t.strictSame(bytes, before)
    t.strictSame(Object.keys(Object.prototype), [])
  })
}

/** The contract for large input: every importer reads it in time that is proportional to its size. */
export function importerSizeContract({ importer, ordinary, nested, around }: Family): void {
  const { name } = importer

  for (const [title, text] of hostile(100_000)) {
    test(`${name}: reads ${title}`, async () => readAll(importer, around(text)))
  }

  test(`${name}: reads a structure with 10,000 nested levels`, async () => readAll(importer, nested(10_000)))

  test(`${name}: reads in time that is proportional to the size`, async t => {
    const work = (size: number) => read(importer, bytesOf(ordinary(size)))
    await work(50_000)
    const grown = await growth(work, [100_000, 800_000], 8 * 4)
    t.ok(grown <= 8 * 4, `800 kB take ${grown.toFixed()} times as long as 100 kB`)
  })
}

async function readAll(importer: Importer, source: string): Promise<void> {
  for (const item of await read(importer, bytesOf(source))) if (item.kind === 'article') checkArticle(item)
}

const utf8 = new TextEncoder()

const broken: readonly (readonly [string, Uint8Array, ImportProblem['code']])[] = [
  ['an empty file', new Uint8Array(), 'empty'],
  ['a file of white space', utf8.encode(' \n\t\r\n\u00a0\n'), 'empty'],
  ['a file of a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf), 'empty'],
  ['a binary file', Uint8Array.from({ length: 2000 }, (_, at) => (at * 197) % 256), 'binary'],
  ['a PNG image', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d), 'binary'],
]

/** Text that is hard to read, with about `size` characters if its length matters. */
const hostile = (size: number): readonly (readonly [string, string])[] => [
  [`a line of ${size * 10} characters`, 'a'.repeat(size * 10)],
  [`${size * 2} brackets`, '['.repeat(size * 2)],
  [`${size} marks`, '*a **b _c `d ~~e '.repeat(size / 17)],
  ['control characters', 'a\u0001b\u001b[31mc\u007fd\u0085e\u2028f\ufffeg'],
  ['names of the prototype', '__proto__: a\nconstructor: b\ntoString: c\n\n__proto__ constructor hasOwnProperty'],
  ['text in both directions', 'abc \u202eאבג\u202c \u200f\u2066x\u2069'],
  ['marks without letters', '\u0301\u0302\u0303'.repeat(1000)],
  ['a family of emoji', '👩‍👩‍👧‍👦'.repeat(1000)],
  [`${size} line breaks`, `a${'\n'.repeat(size)}b`],
  ['replacement characters', '\ufffd\ufffd a \ufffd'],
]

const impossible = [
  '+275760-09-13T00:00:00.000Z',
  '275760-09-13',
  '-271821-04-20T00:00:00Z',
  '99999-01-01T00:00:00Z',
  '0000-00-00 00:00:00',
  '2024-13-45T25:61:61Z',
  '8640000000000001',
  '1e999',
  'NaN',
  '9'.repeat(10_000),
]

/** Checks that every article must pass. */
function checkArticle({ manuscript, report, raw }: ImportedArticle): void {
  equal(manuscript.title.trim(), manuscript.title)
  equal(manuscript.title === '', false)
  equal(Intl.getCanonicalLocales(manuscript.language)[0], manuscript.language)
  equal(raw.bytes.length > 0, true)
  const text = manuscriptText(manuscript)
  equal(text.isWellFormed(), true)
  equal(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text), false)
  for (const { place } of [...report.notes, ...report.consumed]) if (place) equal(place.line >= 1, true)
  deepEqual(
    manuscript.sections.map(({ heading, level }, at) =>
      heading === undefined ? at === 0 && level === 1 : level >= 2 && level <= 6,
    ),
    manuscript.sections.map(() => true),
  )
}

async function read(
  importer: Importer,
  bytes: Uint8Array,
  size = 65_536,
): Promise<(ImportedArticle | ImportProblem)[]> {
  const items: (ImportedArticle | ImportProblem)[] = []
  for await (const item of importer.parse(pieces(bytes, size), options)) items.push(item)
  return items
}

async function* pieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

function bytesOf(source: string | Uint8Array): Uint8Array {
  return typeof source === 'string' ? utf8.encode(source) : source
}
