import { deepEqual } from 'node:assert/strict'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { test } from 'tap'
import { type Inline, mergeRuns } from '../../../src/domain/body/inline.ts'
import { createMarks } from '../../../src/importer/format/text/marks.ts'
import { fc, runs as numberOfRuns } from '../../property.ts'

type Tree = { type: string; value?: string; url?: string; title?: string | null; children?: Tree[] }

/** Constructs that are switched off: blocks, and constructs that the importer leaves as text. */
const off = [
  ...['blockQuote', 'list', 'thematicBreak', 'headingAtx', 'setextUnderline', 'codeFenced', 'codeIndented', 'htmlFlow'],
  ...['htmlText', 'definition', 'characterReference', 'labelStartImage'],
]

/** The runs of a paragraph from another CommonMark parser. */
function reference(text: string): Inline[] {
  const tree = fromMarkdown(text, { extensions: [{ disable: { null: off } }] })
  return mergeRuns(runs(tree as Tree, {}))
}

function runs({ type, value, url, title, children = [] }: Tree, marks: Omit<Inline, 'text'>): Inline[] {
  if (type === 'text') return [{ ...marks, text: value ?? '' }]
  if (type === 'inlineCode') return [{ ...marks, text: value ?? '', code: true }]
  if (type === 'break') return [{ ...marks, text: '\n' }]
  const link = url === undefined ? {} : { link: title ? { href: url, title } : { href: url } }
  const own = {
    ...marks,
    ...(type === 'strong' && { strong: true }),
    ...(type === 'emphasis' && { emphasis: true }),
    ...link,
  }
  if (type === 'link' && children.length === 0) return [{ ...own, text: url ?? '' }]
  return children.flatMap(child => runs(child, own))
}

const parts = [
  'a',
  'b',
  ' ',
  ' ',
  '*',
  '**',
  '_',
  '__',
  '`',
  '``',
  '\\',
  '[',
  ']',
  '](mailto:a@example.org)',
  ' (',
  ')',
  '.',
  '“',
  'é',
  '<mailto:a@example.org>',
  '!',
]

/**
 * Whether a text has runs of one and of two delimiters: micromark counts the rest of a run, and the specification its
 * original length (rule 9 of section 6.2), so the results can differ. Escaped delimiters belong to no run, except in
 * code, so the text is checked both with and without escapes.
 */
function mixed(text: string): boolean {
  const readings = [text, text.replace(/\\./g, ' ')]
  return readings.some(reading =>
    [/\*+/g, /_+/g].some(run => new Set(reading.match(run)?.map(one => one.length)).size > 1),
  )
}

test('reads the same marks as another CommonMark parser', async () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 24 }), chosen => {
      const text = chosen.join('').trim()
      if (mixed(text)) return
      deepEqual(createMarks().read(text), reference(text))
    }),
    { numRuns: numberOfRuns(600) },
  )
})
