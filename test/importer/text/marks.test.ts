import { test } from 'tap'
import type { Inline } from '../../../src/domain/body/inline.ts'
import { createMarks } from '../../../src/importer/format/text/marks.ts'

const read = (text: string) => createMarks().read(text)

const cases: [string, Inline[]][] = [
  ['plain words', [{ text: 'plain words' }]],
  ['a **b** c', [{ text: 'a ' }, { text: 'b', strong: true }, { text: ' c' }]],
  ['_a_ snake_case_b', [{ text: 'a', emphasis: true }, { text: ' snake_case_b' }]],
  ['***a***', [{ text: 'a', emphasis: true, strong: true }]],
  ['`a *b*`', [{ text: 'a *b*', code: true }]],
  ['~~old~~', [{ text: 'old', strikethrough: true }]],
  [
    '[a *b*](https://example.org "T")',
    [
      { text: 'a ', link: { href: 'https://example.org', title: 'T' } },
      { text: 'b', emphasis: true, link: { href: 'https://example.org', title: 'T' } },
    ],
  ],
  ['<https://example.org>', [{ text: 'https://example.org', link: { href: 'https://example.org' } }]],
  [
    'see https://example.org/a_(b)_c*d.',
    [
      { text: 'see ' },
      { text: 'https://example.org/a_(b)_c*d', link: { href: 'https://example.org/a_(b)_c*d' } },
      { text: '.' },
    ],
  ],
  [
    '(www.example.org)',
    [{ text: '(' }, { text: 'www.example.org', link: { href: 'http://www.example.org' } }, { text: ')' }],
  ],
  [
    'www.example.org:8080, www.example.org/ and www.example.org?a=1#b.',
    [
      { text: 'www.example.org:8080', link: { href: 'http://www.example.org:8080' } },
      { text: ', ' },
      { text: 'www.example.org/', link: { href: 'http://www.example.org/' } },
      { text: ' and ' },
      { text: 'www.example.org?a=1#b', link: { href: 'http://www.example.org?a=1#b' } },
      { text: '.' },
    ],
  ],
  ['www.example.org/?', [{ text: 'www.example.org/', link: { href: 'http://www.example.org/' } }, { text: '?' }]],
  ['[a](https://example.org?b&amp;c)', [{ text: 'a', link: { href: 'https://example.org?b&c' } }]],
  [
    '[![a](https://example.org/a.png)](https://example.org)',
    [{ text: '![a](https://example.org/a.png)', link: { href: 'https://example.org' } }],
  ],
  ['https://example.org/a%20b', [{ text: 'https://example.org/a%20b', link: { href: 'https://example.org/a%20b' } }]],
  ['\\*a\\* \\_b', [{ text: '*a* _b' }]],
  ['a\nb', [{ text: 'a\nb' }]],
  ['[](https://example.org)', [{ text: 'https://example.org', link: { href: 'https://example.org' } }]],
]

for (const [text, expected] of cases) {
  test(`reads marks: ${JSON.stringify(text)}`, async t => {
    t.strictSame(read(text), expected)
  })
}

const literal = [
  '* _ ` ~ [ ] ( ) < >',
  '<b>bold</b> &amp; &lt; $4B a * b',
  '# no heading',
  '- no list',
  '> no quote',
  '    no code',
  '***',
  '[a]: https-less',
  '[a](javascript:alert(1))',
  '[a](data:text/html,b)',
  '[a](/relative)',
  '[a][b] [^1]',
  'node.js and a@example.org',
  'see ![a *b*](https://example.org/a.png).',
  '![a]( <https://example.org/a b.png> "T" )',
]

for (const text of literal) {
  test(`reads no marks: ${JSON.stringify(text)}`, async t => {
    t.strictSame(read(text), [{ text }])
  })
}

test('leaves marks after half a million characters as written', async t => {
  const marks = createMarks()
  t.strictSame(marks.read(`*a*${'a'.repeat(500_000)}`).length, 1)
  t.ok(marks.isExhausted())
  t.strictSame(marks.read('plain'), [{ text: 'plain' }])
})
