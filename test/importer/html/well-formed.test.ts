import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { fromParse5 } from 'hast-util-from-parse5'
import { parseFragment } from 'parse5'
import { test } from 'tap'
import { wellFormedTree } from '../../../src/importer/tree/well-formed.ts'

const parsed = (html: string) => {
  const tree = fromParse5(parseFragment(html))
  return tree.type === 'root' ? tree.children : []
}

test('what is written well has the tree that parse5 makes', t => {
  const sources = [
    '',
    'Words &amp; more &#233; &eacute;&nbsp;&lt; R & D',
    '<p>One <strong>two</strong> <a href="/x?a=1&amp;b=2" class="a  b" hidden>three</a>.</p>\n<hr>\n<h2 id="here">Four</h2>',
    '<ul>\n<li>One<ol start="3"><li><p>Two</p></li></ol></li>\n</ul><dl><dt>A</dt><dd>B</dd></dl>',
    '<table><caption>C</caption><thead> <tr><th colspan="02">A</th></tr></thead><tbody><tr><td><p>B</p></td></tr></tbody></table>',
    '<pre>\n\n  code\n</pre><!-- a - comment --><figure><img src="a.png" alt=""><figcaption>C</figcaption></figure>',
    '<div><blockquote><p>A<br>B<wbr></p></blockquote></div>',
  ]
  for (const html of sources) t.same(wellFormedTree(html)?.children, parsed(html), html)
  t.end()
})

test('what a parser would have to mend, or read otherwise, is left to it', t => {
  const sources = [
    '<p>One<p>Two',
    '<b><i>One</b></i>',
    '<p><div>One</div></p>',
    '<li>One</li>',
    '<table><tr><td>One</td></tr></table>',
    '<table>One</table>',
    '<a href="a">One<span><a href="b">Two</a></span></a>',
    '<h2>One<h3>Two</h3></h2>',
    '<P>One</P>',
    '<p class=a>One</p>',
    '<p id="a" id="b">One</p>',
    '<div/>One</div>',
    `<p ${Array.from({ length: 40 }, (_, at) => `a${at}`).join(' ')}>One</p>`,
    'One &copy Two',
    'One &notit; Two',
    '&#128;',
    'One\r\nTwo',
    'One < two',
    '<pre>&#10;One</pre>',
    '<!-->One-->',
    '<!--a--!>b-->',
    '<script>"<p>"</script>',
    '<svg><p></p></svg>',
    '<p>One',
    'One</p>',
    `${'<div>'.repeat(200)}${'</div>'.repeat(200)}`,
  ]
  for (const html of sources) t.equal(wellFormedTree(html), undefined, html)
  t.end()
})

const text = fc.constantFrom('a', ' ', '\n', '&amp;', 'R & D', '&eacute;', '&#10;', '&#0;', '&lt', '\f', '\u00a0', '<')
const attributes = fc.constantFrom(
  '',
  '',
  '',
  ' class="a  b"',
  ' href="?a&amp;b"',
  ' href="?a&copy=b"',
  ' width="07"',
  ' hidden',
)
const inside: Record<string, string[]> = {
  ul: ['li'],
  dl: ['dt', 'dd'],
  table: ['caption', 'thead', 'tbody'],
  thead: ['tr'],
  tbody: ['tr'],
  tr: ['td', 'th'],
}
const anywhere = 'p div h2 h3 ul dl table pre a b em code span figure figcaption blockquote li td br hr script'.split(
  ' ',
)
const isVoid = new Set(['br', 'hr'])

const markup = (depth: number, parent: string): fc.Arbitrary<string> =>
  fc.array(depth === 0 ? text : fc.oneof(text, element(depth, parent)), { maxLength: 3 }).map(parts => parts.join(''))

const element = (depth: number, parent: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...(inside[parent] ?? anywhere)), attributes)
    .chain(([name, stated]) =>
      isVoid.has(name)
        ? fc.constant(`<${name}${stated}>`)
        : markup(depth - 1, name).map(within => `<${name}${stated}>${within}</${name}>`),
    )

test('whatever is read without the parser is read as the parser reads it', t => {
  let read = 0
  fc.assert(
    fc.property(markup(4, ''), html => {
      const tree = wellFormedTree(html)
      if (tree && html.length > 20) read += 1
      return tree === undefined || isDeepStrictEqual(tree.children, parsed(html))
    }),
    { numRuns: 1000 },
  )
  t.ok(read > 20, `${read} sources of some length were read`)
  t.end()
})

test('neither long comments nor many attributes take the stack', t => {
  t.ok(wellFormedTree(`<!--${'a b'.repeat(5_000_000)}-->`))
  t.equal(wellFormedTree(`<p ${'a '.repeat(5_000_000)}>One</p>`), undefined)
  t.end()
})
