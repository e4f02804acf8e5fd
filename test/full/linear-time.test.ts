import t from 'tap'
import { countWords } from '../../src/domain/body/word-count.ts'
import { compose } from '../../src/domain/content/compose.ts'
import type { Content } from '../../src/domain/content/content.ts'
import type { ManuscriptSection } from '../../src/domain/content/manuscript.ts'
import { slugify } from '../../src/domain/text/slug.ts'
import { createTakeFirst } from '../../src/http/cache/take-first.ts'
import { reporter } from '../../src/importer/fact/report.ts'
import { markdownTree } from '../../src/importer/format/markdown/tree.ts'
import { createMarks } from '../../src/importer/format/text/marks.ts'
import { memorySpool } from '../../src/importer/source/spool.ts'
import { itemRanges } from '../../src/importer/xml/range.ts'
import { headed, manuscript, numberedId, numberedIds, paragraph } from '../domain/sample.ts'
import { growth } from '../pace.ts'

t.setTimeout(1_200_000)

const newId = numberedIds()

/**
 * Work that must take time in proportion to its size. Each is done at one size and at eight times that size; work that
 * grows with the square of the size takes 64 times as long.
 */
const works: { name: string; small: number; most?: number; work(size: number): unknown }[] = [
  {
    name: 'compose: sections that are all reworded, or all have the same heading',
    small: 500,
    most: 24,
    work(count) {
      const first = composed(sections(count, number => `Heading ${number}`))
      const reworded = sections(count, number => `Other ${number}`).map(section => ({
        ...section,
        blocks: [...section.blocks, paragraph('and more')],
      }))
      composed(
        sections(count, () => 'Notes'),
        composed(reworded, first),
      )
    },
  },
  {
    name: 'take-first: many values that are taken and added',
    small: 20_000,
    work(count) {
      const kept = new Map(Array.from({ length: count }, (_, number) => [number, number]))
      const take = createTakeFirst(() => kept.keys())
      for (let number = 0; number < count; number += 1) {
        kept.delete(take() ?? -1)
        kept.set(count + number, number)
      }
    },
  },
  {
    name: 'markdown: lists between paragraphs',
    small: 50_000,
    most: 16,
    work(size) {
      const block = 'Some *words* with [a link](https://example.org/).\n\n- one\n- two\n\n> quoted\n\n'
      markdownTree(block.repeat(size / block.length), reporter())
    },
  },
  ...['<item><![CDATA[', '<!--', '<item>', '<?a', '<item', '</item'].map(fault => ({
    name: `XML ranges: many ${fault}`,
    small: 10_000,
    work: (count: number) => readRanges(fault.repeat(count)),
  })),
  ...['word ', 'a', 'a-', '日', '.a', 'e\u0301'].map(unit => ({
    name: `countWords: a text of many ${JSON.stringify(unit)}`,
    small: 100_000,
    work: (count: number) => countWords(unit.repeat(count)),
  })),
  ...['\u0301\u0323', '\u0301', '-', 'ﷺ'].map(text => ({
    name: `slugify: a title of many ${JSON.stringify(text)}`,
    small: 500_000,
    work: (count: number) => slugify(`क${text.repeat(count)}`),
  })),
  ...['*a **a ', '[', '![', '`a', '_a ', 'a* ', '[a](', '\\*', '<a', '~~a ', 'https://a.b/( '].map(text => ({
    name: `marks: a text of many ${text.trim()}`,
    small: 6_000,
    work: (size: number) => createMarks().read(text.repeat(size / text.length)),
  })),
]

for (const { name, small, most = 8 * 4, work } of works) {
  t.test(`${name}: takes time in proportion to the size`, async t => {
    await work(small)
    const grown = await growth(work, [small, small * 8], most)
    t.ok(grown <= most, `eight times as much takes ${grown.toFixed(1)} times as long`)
  })
}

function composed(sections: ManuscriptSection[], previous?: Content): Content {
  const terms = { tagIds: [], authorIds: [] }
  const owner = () => undefined
  return compose(manuscript({ sections }), terms, { articleId: numberedId(1), previous, owner, newId }).content
}

function sections(count: number, heading: (number: number) => string): ManuscriptSection[] {
  const text = (number: number) =>
    Array.from({ length: 60 }, (_, word) => `w${(number * 7 + word * 13) % 4000}`).join(' ')
  return Array.from({ length: count }, (_, number) => headed(heading(number), text(number)))
}

async function readRanges(text: string): Promise<void> {
  const source = memorySpool(Buffer.from(text))
  for await (const { start, end } of itemRanges(source, 'item', { limit: 10_000 })) await source.read(start, end)
}
