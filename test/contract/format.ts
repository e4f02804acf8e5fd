import { test } from 'tap'
import type { Entry, Format } from '../../src/syndication/format.ts'
import { arabic, article, bare, full, gone, hostile, site } from '../syndication/articles.ts'
import { context, entriesOf, rendered } from '../syndication/entries.ts'
import { dangers, readFragment } from '../syndication/html-document.ts'

/** The content that an independent parser reads from the output of a format. */
export type Read = {
  /** Addresses of the articles, in order. */
  urls: string[]
  /** Titles of the articles, where the format has them. */
  titles?: string[]
  /** All values at places where the format has an address. */
  addresses: string[]
  /** The HTML in it. */
  html: string[]
  /** Permanent names of deleted articles, if the format can list them. */
  deleted?: string[]
}

export type Expectation = {
  /** Reads an output with a third-party parser; throws if it is not valid. */
  read(output: string): Read
  /** Whether `rights.syndication` `none` keeps an article out: in feeds, not in sitemaps. */
  syndicates: boolean
  /** Whether it contains whole texts. */
  carriesText: boolean
}

/** Tests that every format must pass. */
export function formatContract(format: Format, { read, syndicates, carriesText }: Expectation): void {
  const say = (what: string) => `${format.name}: ${what}`
  const url = (number: number) => `https://www.example.org/transport/ferries-${number}`

  test(say('renders a valid, empty document for no entries'), async t => {
    const { urls, deleted } = read(await rendered(format, []))
    t.strictSame(urls, [])
    t.strictSame(deleted ?? [], [])
  })

  test(say('keeps the order of the entries'), async t => {
    const many = Array.from({ length: 150 }, (_, index) => article(1000 + index))
    const { urls } = read(await rendered(format, entriesOf(...many)))
    t.strictSame(
      urls,
      many.map((_, index) => url(1000 + index)),
    )
  })

  test(say('renders hostile text, every block, emoji and right-to-left text as safe text'), async t => {
    const output = await rendered(format, entriesOf(full, hostile, arabic, bare))
    const { urls, titles, addresses, html } = read(output)
    t.strictSame(urls, [1, 2, 3, 4].map(url))
    if (titles)
      t.strictSame(
        titles.map(squeeze),
        [full, hostile, arabic, bare].map(one => squeeze(clean(one.title))),
      )
    t.strictSame(
      addresses.filter(address => !/^(?:https?:\/\/[^\s<>"{}|\\^`]+|urn:uuid:[0-9a-f-]+|mailto:.+)$/.test(address)),
      [],
    )
    if (!carriesText) t.strictSame(html, [])
    for (const one of html) {
      const { elements, errors } = readFragment(one)
      t.strictSame(errors, [])
      t.strictSame(dangers(elements), [])
      t.notOk(elements.some(({ name, attributes }) => name === 'script' || attributes['href']?.startsWith('#')))
    }
    t.equal(output, output.toWellFormed())
    t.notMatch(output, /[^\P{Cc}\n\t]|\p{Noncharacter_Code_Point}/u)
  })

  test(say('renders the same bytes for the same entries'), async t => {
    const entries = [...entriesOf(full, hostile), { kind: 'tombstone' as const, tombstone: gone }]
    t.equal(await rendered(format, entries), await rendered(format, entries))
  })

  test(say('lists a deletion if the format supports it, and stays valid otherwise'), async t => {
    const entries: Entry[] = [...entriesOf(full), { kind: 'tombstone', tombstone: gone }, ...entriesOf(arabic)]
    const { urls, deleted } = read(await rendered(format, entries))
    t.strictSame(urls, [1, 3].map(url))
    if (deleted) t.strictSame(deleted, ['urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000005'])
  })

  test(say('includes texts and articles according to their rights'), async t => {
    const restricted = (number: number, syndication: 'full' | 'summary' | 'none') =>
      article(number, {
        sections: full.sections,
        metadata: { publishedAt: '2026-11-22T09:00:00Z', rights: { syndication } },
      })
    const output = await rendered(
      format,
      entriesOf(restricted(1, 'full'), restricted(2, 'summary'), restricted(3, 'none')),
    )
    t.strictSame(read(output).urls, (syndicates ? [1, 2] : [1, 2, 3]).map(url))
    t.equal(occurrences(output, 'Quiet as a cat.') > 0, carriesText)
    const summaries = await rendered(format, entriesOf(restricted(1, 'full'), restricted(2, 'summary')), {
      content: 'summary',
    })
    t.strictSame(read(summaries).urls, [1, 2].map(url))
    t.equal(occurrences(summaries, 'Quiet as a cat.'), 0)
    const one = await rendered(format, entriesOf(restricted(1, 'full')))
    t.equal(occurrences(output, 'Quiet as a cat.'), occurrences(one, 'Quiet as a cat.'))
  })

  test(say('writes an entry before it reads the second entry after it'), async t => {
    let read = 0
    async function* endless(): AsyncIterable<Entry> {
      for (;;) {
        read += 1
        yield { kind: 'article', article: article(read) }
      }
    }
    let written = 0
    for await (const _ of format.render(endless(), context({ site }))) {
      written += 1
      if (written === 60) break
    }
    t.ok(read <= 61, `${read} entries read for ${written} entries written`)
  })

  test(say('renders entries without sections'), async t => {
    const { sections: _, keyTakeaways: __, tableOfContents: ___, footnotes: ____, ...item } = full
    const { urls } = read(await rendered(format, [{ kind: 'article', article: item }]))
    t.strictSame(urls, [url(1)])
  })
}

/** A hostile text without the characters that must be removed. */
export function clean(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]|\p{Noncharacter_Code_Point}/gu, '')
}

/** Formats with titles on one line may join white space. */
function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1
}
