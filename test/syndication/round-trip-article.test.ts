import assert from 'node:assert/strict'
import { test } from 'tap'
import { plainText } from '../../src/domain/body/inline.ts'
import { anchorFor } from '../../src/domain/body/outline.ts'
import type { Rights } from '../../src/domain/content/rights.ts'
import type { DeliveredArticle } from '../../src/domain/print/delivered.ts'
import { markdownImporter } from '../../src/importer/format/markdown/markdown.ts'
import { textImporter } from '../../src/importer/format/text/text.ts'
import type { Importer } from '../../src/importer/importer.ts'
import { markdown } from '../../src/syndication/article/markdown.ts'
import type { Rendition } from '../../src/syndication/article/rendition.ts'
import { siteMarkdown } from '../../src/syndication/article/site-markdown.ts'
import { text } from '../../src/syndication/article/text.ts'
import { readArticle } from '../importer/read-one.ts'
import { fc, runs } from '../property.ts'
import { article, idOf, paragraph, section, site } from './articles.ts'

const importedAgain = async (importer: Importer, rendition: Rendition, one: DeliveredArticle) =>
  (
    await readArticle(importer, rendition.render(one, site), {
      name: `page${rendition.suffix}`,
      timeZone: site.timeZone,
    })
  ).manuscript

/** Without members that are undefined, and with the usual prototypes. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const term = (name: string, number: number) => ({ id: idOf(number), slug: `t-${number}`, name, url: 'https://e.org/t' })
const words = (all: readonly string[], most: number) =>
  fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: most }).map(some => some.join(' '))
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })

const signs =
  'Ferry|a|7|é|—|"q"|it’s|#|b:|- c|{x}|[y]|*z*|, d|; e|%|null|true|~|>|港|\\|`|||!|?|{{ t }}|{% u %}|---'.split('|')
const name = words(
  signs.filter(sign => sign !== ''),
  4,
)
const person = words(['Ada', 'de', 'Ngô', 'North-West', "O'Hara", 'M.', '港'], 3)

const rights: fc.Arbitrary<Rights> = fc.record(
  {
    syndication: fc.constantFrom('full' as const, 'summary' as const, 'none' as const),
    holder: name,
    notice: name,
    usageTerms: name,
    textAndDataMining: fc.constant('reserved' as const),
  },
  { requiredKeys: ['syndication'] },
)
const copied = 'desk|updated|description|date|pubDate|published|lastmod|categories|a b'
const custom = fc.dictionary(
  fc.constantFrom(...copied.split('|')),
  fc.oneof(fc.boolean(), fc.integer(), name, fc.array(name, { minLength: 1, maxLength: 2 })),
  { maxKeys: 4 },
)
const facts = fc.record({
  title: name,
  summary: optional(name),
  category: optional(name),
  tags: fc.uniqueArray(name, { maxLength: 4 }),
  authors: fc.uniqueArray(person, { maxLength: 3 }),
  rights: optional(rights),
  custom,
  time: optional(fc.constantFrom('00:00:00', '09:30:00')),
  expiresAt: optional(fc.constantFrom('2031-01-01T00:00:00Z', '2040-06-05T04:03:02Z')),
})
const takeaways = fc.array(words(['They', 'are', 'quiet & clean', '*new*', '3.', 'x_y', 'a: b', '$41'], 5), {
  maxLength: 3,
})
const outline = fc.array(
  fc.record({
    heading: words(['Who', 'pays', '7', 'A/B', '*x*', '& co', 'Costs?', '#1', 'x {y}', 'été'], 3),
    level: fc.constantFrom(2, 3, 4),
    anchor: optional(fc.constantFrom('money', 'x-1', 'costs-of-it')),
  }),
  { maxLength: 5 },
)

for (const rendition of [markdown, siteMarkdown]) {
  test(`${rendition.name}: the importer reads back any metadata, takeaways and headings`, async () => {
    await fc.assert(
      fc.asyncProperty(facts, takeaways, outline, async (of, points, headings) => {
        const taken = new Set<string>()
        const numbers = new Map<string, number>()
        const parts = headings.map(({ heading, level, anchor }, index) => {
          const isOwn = anchor !== undefined && !taken.has(anchor)
          const own = isOwn ? anchor : anchorFor(heading, taken, numbers)
          taken.add(own)
          return { ...section(index + 2, own, heading, [paragraph('Words.')]), level }
        })
        const { category, tags, authors, time, ...others } = of
        const published = time === undefined ? '2026-11-21T23:00:00Z' : `2026-11-22T${time}Z`
        const one = article(1, {
          title: of.title,
          summary: of.summary,
          keyTakeaways: points.map((point, index) => ({
            id: idOf(20 + index),
            position: index + 1,
            text: point,
            content: [{ text: point }],
            origin: 'authored' as const,
          })),
          sections: [section(1, 'lead', undefined, [paragraph('Lead.')]), ...parts],
          metadata: {
            rights: others.rights,
            custom: others.custom,
            expiresAt: others.expiresAt,
            category: category === undefined ? undefined : term(category, 90),
            tags: tags.map((tag, index) => term(tag, 91 + index)),
            authors: authors.map((author, index) => term(author, 80 + index)),
            publishedAt: published,
            publishedDate: '2026-11-22',
            publishedPrecision: time === undefined ? 'day' : 'instant',
          },
        })
        const back = await importedAgain(markdownImporter, rendition, one)
        assert.deepEqual(
          plain({
            title: back.title,
            summary: back.summary,
            category: back.category,
            tags: back.tags,
            authors: back.authors.map(author => author.name),
            // Absent rights and rights that reserve nothing are the same.
            rights: back.rights ?? { syndication: 'full' },
            custom: back.custom ?? {},
            expiresAt: back.expiresAt,
            publishedAt: back.publishedAt,
            publishedPrecision: back.publishedPrecision,
            updatedAt: back.updatedAt,
            slug: back.slug,
            canonicalUrl: back.canonicalUrl,
            takeaways: back.keyTakeaways.map(({ content }) => plainText(content)),
          }),
          plain({
            title: of.title,
            summary: of.summary,
            category,
            tags,
            authors,
            rights: others.rights ?? { syndication: 'full' },
            custom: { ...others.custom },
            expiresAt: others.expiresAt,
            publishedAt: published,
            publishedPrecision: one.metadata.publishedPrecision,
            updatedAt: one.metadata.updatedAt,
            slug: one.slug,
            canonicalUrl: one.metadata.canonicalUrl,
            takeaways: points,
          }),
        )
        const again = new Set<string>()
        const counts = new Map<string, number>()
        const outlined = back.sections.slice(1).map(({ heading = '', level, anchor }) => {
          const own = anchor ?? anchorFor(heading, again, counts)
          again.add(own)
          return [heading, level, own]
        })
        assert.deepEqual(
          outlined,
          parts.map(({ heading, level, anchor }) => [heading, level, anchor]),
        )
      }),
      { numRuns: runs(40) },
    )
  })
}

/** Names all with capitals, or all without, because a list of both is read as a name and a role. */
const people = [
  ['Ada North', 'Jan de Boer', 'Mara Quill'],
  ['jparcell', 'mara quill', 'm.quill_7'],
]

const calm = 'Ferry|sails|on|Monday|and|the|Trust|7|boats|é|port|(late)|“new”'.split('|')
const sentence = words(calm, 12).map(some => `The ${some}.`)
const label = words(['Ferry', 'Sea', 'and', 'North', 'été', '7'], 3)

test('text: the importer reads back any title, summary, facts, takeaways and paragraphs', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        title: words(['Harbour', 'Trust', 'buys', 'two', 'ferries', '7', '“new”', 'été'], 6).map(some => `The ${some}`),
        summary: optional(sentence),
        category: optional(label),
        tags: fc.uniqueArray(label, { maxLength: 3 }),
        authors: fc.constantFrom(...people).chain(names => fc.subarray(names)),
        points: fc.array(sentence, { minLength: 1, maxLength: 3 }),
        lead: fc.array(sentence, { minLength: 1, maxLength: 3 }),
        parts: fc.array(
          fc.record({
            heading: words(['Who', 'pays', 'A', 'Costs', '7'], 3).map(some => `The ${some}`),
            body: fc.array(sentence, { minLength: 1, maxLength: 2 }),
          }),
          { maxLength: 3 },
        ),
      }),
      async ({ title, summary, category, tags, authors, points, lead, parts }) => {
        const one = article(1, {
          title,
          summary,
          keyTakeaways: points.map((point, index) => ({
            id: idOf(20 + index),
            position: index + 1,
            text: point,
            content: [{ text: point }],
            origin: 'authored' as const,
          })),
          sections: [
            section(1, 'lead', undefined, lead.map(paragraph)),
            ...parts.map(({ heading, body }, index) => section(index + 2, `s-${index}`, heading, body.map(paragraph))),
          ],
          metadata: {
            category: category === undefined ? undefined : term(category, 90),
            tags: tags.map((tag, index) => term(tag, 91 + index)),
            authors: authors.map((author, index) => term(author, 80 + index)),
          },
        })
        const back = await importedAgain(textImporter, text, one)
        assert.deepEqual(
          [back.title, back.summary, back.category, back.tags, back.authors.map(author => author.name)],
          [title, summary, category, tags, authors],
        )
        assert.deepEqual(
          [back.publishedAt, back.publishedPrecision, back.readingTimeMinutes],
          ['2026-11-21T23:00:00Z', 'day', one.metadata.readingTimeMinutes],
        )
        assert.deepEqual(
          back.keyTakeaways.map(({ content }) => plainText(content)),
          points,
        )
        assert.deepEqual(
          back.sections.map(({ heading, blocks }) => [heading, blocks]),
          one.sections.map(({ heading, blocks }) => [heading, blocks]),
        )
      },
    ),
    { numRuns: runs(50) },
  )
})
