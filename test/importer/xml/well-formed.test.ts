import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from 'tap'
import { readElement } from '../../../src/importer/xml/element.ts'
import { wellFormedElement } from '../../../src/importer/xml/well-formed.ts'

const namespaces = { wp: 'http://wordpress.org/export/1.2/', dc: 'http://purl.org/dc/elements/1.1/' }

const parsed = (text: string) => {
  const read = readElement(text, namespaces)
  return read.ok && !read.repaired ? read.element : undefined
}

test('an element that is written plainly is what the parser makes of it', t => {
  const sources = [
    '<item><title>A &amp; B</title>\n<wp:post_id>7</wp:post_id></item>',
    '<item><dc:creator><![CDATA[a <b> & ]] c]]></dc:creator><guid isPermaLink="false">x</guid> </item>\n',
    '<item\n a="1"\n b=">"><wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value><![CDATA[]]></wp:meta_value></wp:postmeta><empty/></item>',
    '<item>&quot;&apos;&lt;&gt; é 😀</item><item>2</item>',
  ]
  for (const text of sources) {
    t.ok(wellFormedElement(text, namespaces), text)
    t.same(wellFormedElement(text, namespaces), parsed(text), text)
  }
  t.end()
})

test('what the parser reads otherwise, or refuses, is left to it', t => {
  const sources = [
    '<item>a &nbsp; b</item>',
    '<item>a & b</item>',
    '<item>&#65;</item>',
    '<item>a\r\nb</item>',
    '<item>a ]]> b</item>',
    '<item>a\u0001b</item>',
    '<item><!-- a --></item>',
    '<item><?php ?></item>',
    '<item xmlns="urn:a"/>',
    '<item xmlns:a="urn:a"/>',
    '<un:bound/>',
    '<item a="1" a="2"/>',
    '<item a="&amp;"/>',
    `<item ${Array.from({ length: 40 }, (_, at) => `a${at}=""`).join(' ')}/>`,
    "<item a='1'/>",
    '<item a="1"b="2"/>',
    '<item a="<"/>',
    '<item><title></item>',
    '<item></title>',
    '<item>',
    '</item>',
    '<item><![CDATA[a</item>',
    '<![CDATA[a]]><item/>',
    'a<item/>',
    '<1/>',
    '',
    `${'<a>'.repeat(60)}${'</a>'.repeat(60)}`,
  ]
  for (const text of sources) t.equal(wellFormedElement(text, namespaces), undefined, text)
  t.end()
})

test('whatever is read without the parser is read as the parser reads it', t => {
  const text = fc.constantFrom(
    'a',
    '\n',
    ' ',
    '&amp;',
    '&lt;',
    '&x;',
    '<![CDATA[ <b> ]]>',
    '<![CDATA[]]>',
    ']]',
    '>',
    '"',
  )
  const attributes = fc.constantFrom('', '', '', ' a="1"', '\n b="x y"', ' wp:c="1"', ' a="1" a="2"', ' d="\t"')
  const markup = (depth: number): fc.Arbitrary<string> =>
    fc.array(depth === 0 ? text : fc.oneof(text, element(depth)), { maxLength: 4 }).map(parts => parts.join(''))
  const element = (depth: number): fc.Arbitrary<string> =>
    fc
      .tuple(fc.constantFrom('item', 'wp:id', 'dc:creator', 'x'), attributes, markup(depth - 1))
      .map(([name, stated, within]) => `<${name}${stated}>${within}</${name}>`)
  let read = 0
  fc.assert(
    fc.property(element(3), source => {
      const own = wellFormedElement(source, namespaces)
      if (own && source.length > 30) read += 1
      return own === undefined || isDeepStrictEqual(own, parsed(source))
    }),
    { numRuns: 1000 },
  )
  t.ok(read > 20, `${read} elements of some length were read`)
  t.end()
})
