import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { EditMap } from 'micromark-util-edit-map'
import t from 'tap'
import { reporter } from '../../../src/importer/fact/report.ts'
import { editFromFirstChange } from '../../../src/importer/format/markdown/edit-map.ts'
import { markdownTree } from '../../../src/importer/format/markdown/tree.ts'
import { growth } from '../../pace.ts'

const original = EditMap.prototype.consume

const lines = [
  'Words *in* a line',
  '- item',
  '* other item',
  '  - inner item',
  '    indented',
  '3. numbered',
  '> quoted',
  '> - listed in it',
  '> ```',
  '```',
  '# Heading',
  '===',
  '| a | b |',
  '|---|---|',
  '> | a | b |',
  '> |---|---|',
  '[^1]: A note',
  'See[^1] and [a link][ref]',
  '[ref]: https://example.org/',
  '<div>',
  '',
  '\t',
]

t.test('Markdown is parsed to the same tree as by the library alone', async t => {
  const parse = (text: string) =>
    JSON.stringify(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }))
  const property = fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 24 }), chosen => {
    const text = chosen.join('\n')
    EditMap.prototype.consume = original
    const expected = parse(text)
    editFromFirstChange()
    return parse(text) === expected
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 600 }))
})

t.test('lists between paragraphs are parsed in linear time', async t => {
  const block = 'Some *words* with [a link](https://example.org/).\n\n- one\n- two\n\n> quoted\n\n'
  const parse = (size: number) => markdownTree(block.repeat(size / block.length), reporter())
  parse(20_000)
  const ratio = await growth(parse, [50_000, 400_000], 13)
  t.ok(ratio <= 13, `eight times the text takes ${ratio.toFixed(1)} times as long`)
})
