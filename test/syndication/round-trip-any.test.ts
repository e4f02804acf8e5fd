import assert from 'node:assert/strict'
import { test } from 'tap'
import type { Block, ListItem } from '../../src/domain/body/block.ts'
import { type Inline, mergeRuns } from '../../src/domain/body/inline.ts'
import { markdownImporter } from '../../src/importer/format/markdown/markdown.ts'
import { markdown } from '../../src/syndication/article/markdown.ts'
import { fc, runs } from '../property.ts'
import { article, section, site } from './articles.ts'

const signs =
  'word|two words|*|_x_|`|[a]|(b)|<i>|#|- a|1. b|> q|c|\\|&amp;|~~|[^1]|---|$x$|100%|“q”|…|a--b|x\ny|![i](j)|{a}|::note|' +
  '=== b|+|!|a_b_c|**|:::|<!-- x -->|{{ x }}|{% y %}|[[w]]|me@e.org|www.e.org|https://e.org/a_b|https://youtu.be/abc'

const text = fc
  .array(fc.constantFrom(...signs.split('|'), 'a | b'), { minLength: 1, maxLength: 3 })
  .map(words => words.join(' '))

const run = fc
  .record({ text, marks: fc.subarray(['strong', 'emphasis', 'code'] as const) })
  .map(({ text, marks }): Inline => {
    // Code on two lines becomes two runs, because Markdown has no line break in code.
    const named = marks.filter(mark => mark !== 'code' || !text.includes('\n'))
    return { text, ...Object.fromEntries(named.map(mark => [mark, true])) }
  })

const inlines = fc
  .array(run, { minLength: 1, maxLength: 3 })
  .map(runs => mergeRuns(runs.flatMap((one, index) => (index === 0 ? [one] : [{ text: ' ' }, one]))))

const code = fc
  .array(fc.constantFrom('```', '~~~', 'a', '  b', '\t', '', '{{ x }}', '<b>', '    '), { minLength: 1, maxLength: 4 })
  .map(lines => ({ type: 'code' as const, text: lines.join('\n') }))
  .filter(({ text }) => text.trim() !== '' && !text.startsWith('\n'))

const cells = (header: boolean) =>
  fc
    .array(inlines, { minLength: 2, maxLength: 2 })
    .map(all => ({ cells: all.map(content => ({ content, header, colspan: 1, rowspan: 1 })) }))

const table = fc.tuple(cells(true), cells(false)).map(rows => ({ type: 'table' as const, rows }))

const { block } = fc.letrec<{ block: Block; item: ListItem }>(tie => {
  const some = fc.array(tie('block'), { minLength: 1, maxLength: 2 })
  return {
    block: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.record({ type: fc.constant('paragraph'), content: inlines }),
      code,
      fc.constant({ type: 'divider' } as const),
      table,
      fc.record({
        type: fc.constant('list'),
        ordered: fc.boolean(),
        items: fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ type: fc.constant('quote'), blocks: some }),
      fc.record({
        type: fc.constant('callout'),
        kind: fc.constantFrom('note', 'tip', 'details'),
        title: fc.constantFrom('Mind', 'A *b*'),
        blocks: some,
      }),
    ),
    item: fc.record({ content: inlines, blocks: fc.array(tie('block'), { maxLength: 2 }) }),
  }
})

test('markdown: the importer reads back any nested blocks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 3 }), async blocks => {
      assert.deepEqual(seen(await importedAgain(blocks)), seen(blocks))
    }),
    { numRuns: runs(40) },
  )
})

async function importedAgain(blocks: Block[]): Promise<Block[]> {
  const page = markdown.render(article(1, { sections: [section(1, 'lead', undefined, blocks)] }), site)
  async function* bytes() {
    yield new TextEncoder().encode(page)
  }
  const options = { name: 'page.md', siteLanguage: 'en', timeZone: site.timeZone }
  for await (const item of markdownImporter.parse(bytes(), options)) {
    if (item.kind === 'article') return item.manuscript.sections.flatMap(one => one.blocks)
  }
  throw new Error('nothing was imported')
}

/** Blocks with visible characters instead of runs, because a space at the edge of a mark may be on either side. */
function seen(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(seen)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, name === 'content' ? spelled(member) : seen(member)]),
  )
}

function spelled(content: readonly Inline[]): string {
  return content
    .flatMap(({ text, ...marks }) => {
      const sign = Object.keys(marks).sort().join('+')
      return [...text].filter(character => character !== ' ').map(character => `${character}${sign}`)
    })
    .join(' ')
}
