import { fromParse5 } from 'hast-util-from-parse5'
import { parseFragment as parse5Fragment } from 'parse5'
import { test } from 'tap'
import { parseFragment } from '../../../src/importer/tree/parse-fragment.ts'
import { fc, runs } from '../../property.ts'

const expected = (html: string) => fromParse5(parse5Fragment(html, { scriptingEnabled: false }))

const names =
  'p div b i a h2 ul li dl dt pre listing textarea title script style xmp iframe noscript plaintext template table caption colgroup tbody tr td select option svg foreignObject math mi body head html frameset frame nobr button br img'.split(
    ' ',
  )
const tag = fc.constantFrom(...names.flatMap(name => [`<${name}>`, `</${name}>`, `<${name} id="x y" class=z>`]))
const text = fc.constantFrom(
  ...['a', 'word', ' ', '\n', '\r', '\r\n', '\t', '\f', '\0', '\u0001', '\u00a0', 'é', '語', '😀', '\ud83d', '\ude00'],
  ...['&', '&amp;', '&amp', '&#x80;', '&#0;', '&nope;', '<', '< ', '</', '</>', '>', '"', '=', ';'],
  ...['<!--', '-->', '<!-- c -->', '<![CDATA[', ']]>', '<!doctype html>', '<?pi?>', '\ufeff', '\uffff'],
)

test('the tree of a fragment equals that of parse5', t => {
  const parts = fc.array(fc.oneof({ weight: 2, arbitrary: text }, { weight: 1, arbitrary: tag }), { maxLength: 30 })
  fc.assert(
    fc.property(parts, all => {
      const html = all.join('')
      return JSON.stringify(parseFragment(html)) === JSON.stringify(expected(html))
    }),
    { numRuns: runs(1000) },
  )
  t.end()
})

test('a word directly between columns is dropped as in parse5, and white space after it, too', t => {
  const column = { type: 'element', tagName: 'col', properties: {}, children: [] }
  const columns = { type: 'root', children: [column], data: { quirksMode: false } }
  t.strictSame([parseFragment('<col>word'), expected('<col>word')], [columns, columns])
  t.strictSame(parseFragment('<col>word\tword'), columns)
  t.strictSame(parseFragment('<table><col>word\tword</table>'), expected('<table><col>word\tword</table>'))
  t.end()
})

test('the tree of a long text equals that of parse5, which drops what it has read every 65,536 characters', t => {
  const words = 'The ferry\n sails & <b>returns</b> at \ud83d\ude00 noon.\r\n'
  for (const html of [
    words.repeat(5000),
    `<p>${'word '.repeat(40_000)}`,
    `${' '.repeat(70_000)}a${'\n'.repeat(70_000)}b`,
  ])
    t.strictSame(parseFragment(html), expected(html))
  t.end()
})
