import { test } from 'tap'
import type { Block } from '../../src/domain/body/block.ts'
import { lineMarkdown, sectionsMarkdown } from '../../src/render/markdown.ts'
import { fc } from '../property.ts'
import { blocks, inlines } from './blocks.ts'
import { meaningOfBlocks, meaningOfInlines, meaningOfMarkdown } from './markdown-meaning.ts'

const runs = { numRuns: 120, interruptAfterTimeLimit: 4000 }

test('markdown: any runs of text, read again, give the same words with the same marks', async () => {
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

test('markdown: any blocks, read again, give the same blocks', async () => {
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

test('markdown: a line stays a line', async t => {
  t.equal(lineMarkdown([{ text: 'two\nlines, ' }, { text: 'strong', strong: true }]), 'two lines, **strong**')
})

test('markdown: what has no sign is HTML, and footnotes follow that are referred to', async t => {
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
      '### Water \\*',
      'H<sub>2</sub>O[^2]',
      '<table><caption>Water</caption><tbody><tr><td colspan="2">a<br>b</td></tr></tbody></table>',
      '[^2]: Two\n',
    ].join('\n\n'),
  )
})

const written = (blocks: Block[]) => sectionsMarkdown([{ anchor: 'lead', level: 1, blocks }], [])

test('markdown: white space at the edge of a mark stands outside', async t => {
  const content = [
    { text: 'a ' },
    { text: 'b\n', strong: true },
    { text: 'c ', strong: true, emphasis: true },
    { text: 'd' },
  ]
  t.equal(written([{ type: 'paragraph', content }]), 'a **b\\\n_c_** d\n')
})

test('markdown: a rule in a list is no bullet, and lists that meet stay two', async t => {
  const rule: Block = { type: 'list', ordered: false, items: [{ content: [], blocks: [{ type: 'divider' }] }] }
  t.strictSame(meaningOfMarkdown(written([rule, rule])), [
    ['list', null, [['hr']]],
    ['list', null, [['hr']]],
  ])
})

test('markdown: code in a link that holds a bracket does not end the link', async t => {
  const content = [{ text: ']:\n', code: true, link: { href: 'https://e.org/' } }, { text: 'x' }]
  t.strictSame(meaningOfMarkdown(written([{ type: 'paragraph', content }])), [
    ['p', [']:', 'code link:https://e.org/'], ['\n', 'link:https://e.org/'], ['x', '']],
  ])
})

test('markdown: a table that GFM cannot say is HTML', async t => {
  const cell = { content: [{ text: '\\|', code: true }], header: true, colspan: 1, rowspan: 1 }
  t.equal(
    written([{ type: 'table', rows: [{ cells: [cell] }] }]),
    '<table><thead><tr><th scope="col"><code>\\|</code></th></tr></thead></table>\n',
  )
})
