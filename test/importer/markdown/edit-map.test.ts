import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { EditMap } from 'micromark-util-edit-map'
import t from 'tap'
import { editFromFirstChange } from '../../../src/importer/format/markdown/edit-map.ts'
import { fc, runs } from '../../property.ts'

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

t.test('parses Markdown to the same tree as the library', async t => {
  const parse = (text: string) =>
    JSON.stringify(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }))
  const property = fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 24 }), chosen => {
    const text = chosen.join('\n')
    EditMap.prototype.consume = original
    const expected = parse(text)
    editFromFirstChange()
    return parse(text) === expected
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: runs(150) }))
})
