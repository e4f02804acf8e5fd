import { test } from 'tap'
import type { Block } from '../../src/domain/body/block.ts'
import { lineMarkdown, sectionsMarkdown } from '../../src/render/markdown.ts'
import { fc } from '../property.ts'
import { blocks, inlines } from './blocks.ts'
import { meaningOfBlocks, meaningOfInlines, meaningOfMarkdown } from './markdown-meaning.ts'

const runs = { numRuns: 120, interruptAfterTimeLimit: 4000 }

test('markdown: any runs of text parse back to the same words with the same marks', async () => {
  fc.assert(
    fc.property(inlines, content => {
      const [paragraph] = meaningOfMarkdown(
        sectionsMarkdown([{ anchor: 'lead', level: 1, blocks: [{ type: 'paragraph', content }] }], []),
      )
      return same(Array.isArray(paragraph) ? paragraph.slice(1) : [], meaningOfInlines(content))
    }),
    runs,
  )
})

test('markdown: any blocks parse back to the same blocks', async () => {
  fc.assert(
    fc.property(blocks, some => {
      const text = sectionsMarkdown([{ anchor: 'lead', level: 1, blocks: some }], [])
      return same(meaningOfMarkdown(text), meaningOfBlocks(some))
    }),
    runs,
  )
})

function same(found: unknown, wanted: unknown): boolean {
  if (JSON.stringify(found) === JSON.stringify(wanted)) return true
  throw new Error(`found ${JSON.stringify(found)}\nwanted ${JSON.stringify(wanted)}`)
}

test('markdown: a line break in a line becomes a space', async t => {
  t.equal(lineMarkdown([{ text: 'two\nlines, ' }, { text: 'strong', strong: true }]), 'two lines, **strong**')
})

test('markdown: writes content without Markdown syntax as HTML, and only the footnotes with a reference', async t => {
  const footnotes = [
    { anchor: 'n1', label: '1', blocks: [{ type: 'paragraph' as const, content: [{ text: 'One' }] }] },
    { anchor: 'n2', label: '2', blocks: [{ type: 'paragraph' as const, content: [{ text: 'Two' }] }] },
  ]
  const content = [{ text: 'H' }, { text: '2', subscript: true }, { text: 'O' }, { text: '2', footnote: 'n2' }]
  const caption = [{ text: 'Water' }]
  const rows = [{ cells: [{ content: [{ text: 'a\nb' }], header: false, colspan: 2, rowspan: 1 }] }]
  const text = sectionsMarkdown(
    [
      {
        anchor: 'x',
        level: 3,
        heading: 'Water *',
        blocks: [
          { type: 'paragraph', content },
          { type: 'table', caption, rows },
        ],
      },
    ],
    footnotes,
  )
  t.equal(
    text,
    [
      '### Water \\* {#x}',
      'H<sub>2</sub>O[^2]',
      '<table><caption>Water</caption><tbody><tr><td colspan="2">a<br>b</td></tr></tbody></table>',
      '[^2]: Two\n',
    ].join('\n\n'),
  )
})

const written = (blocks: Block[]) => sectionsMarkdown([{ anchor: 'lead', level: 1, blocks }], [])

test('markdown: writes white space at the edge of a mark outside the mark', async t => {
  const content = [
    { text: 'a ' },
    { text: 'b\n', strong: true },
    { text: 'c ', strong: true, emphasis: true },
    { text: 'd' },
  ]
  t.equal(written([{ type: 'paragraph', content }]), 'a **b\\\n_c_** d\n')
})

test('markdown: a rule in a list stays a rule, and two adjacent lists stay separate', async t => {
  const rule: Block = { type: 'list', ordered: false, items: [{ content: [], blocks: [{ type: 'divider' }] }] }
  t.strictSame(meaningOfMarkdown(written([rule, rule])), [
    ['list', null, [['hr']]],
    ['list', null, [['hr']]],
  ])
})

test('markdown: a bracket in code does not end the link around it', async t => {
  const content = [{ text: ']:\n', code: true, link: { href: 'https://e.org/' } }, { text: 'x' }]
  t.strictSame(meaningOfMarkdown(written([{ type: 'paragraph', content }])), [
    ['p', [']:', 'code link:https://e.org/'], ['\n', 'link:https://e.org/'], ['x', '']],
  ])
})

test('markdown: writes a table that GFM cannot represent as HTML', async t => {
  const cell = { content: [{ text: '\\|', code: true }], header: true, colspan: 1, rowspan: 1 }
  t.equal(
    written([{ type: 'table', rows: [{ cells: [cell] }] }]),
    '<table><thead><tr><th scope="col"><code>\\|</code></th></tr></thead></table>\n',
  )
})
