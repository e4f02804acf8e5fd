import { test } from 'tap'
import { importText, outlineOf } from './page.ts'

const text = 'The trust signed the contract on Friday, in the old hall by the water, with all its members.'

/** Shapes of the blocks under the lead of a page with these lines. */
async function shapes(page: string) {
  const { manuscript } = await importText(`Harbour trust buys two ferries\n\n${text}\n\n${page}\n`)
  return outlineOf(manuscript).sections[0]?.slice(2)
}

for (const sign of ['•', '-', '*', '–', '—', '▪', '◦', '1.', '1)', 'a)']) {
  test(`reads a list with ${sign}`, async t => {
    const second = sign.replace('1', '2').replace('a', 'b')
    const kind = second === sign ? 'ul' : 'ol'
    t.strictSame(await shapes(`${sign} one\n${second} two`), [{ [kind]: ['one', 'two'] }])
    t.strictSame(await shapes(`  ${sign}\tone\n\n  ${second}\ttwo`), [{ [kind]: ['one', 'two'] }])
  })
}

const cases: [string, string, unknown][] = [
  ['nested by spaces', '- a\n  - b\n    - c\n- d', [{ ul: [['a', { ul: [['b', { ul: ['c'] }]] }], 'd'] }]],
  ['nested by tabs', '• a\n\t• b\n\t\t• c\n• d', [{ ul: [['a', { ul: [['b', { ul: ['c'] }]] }], 'd'] }]],
  ['nested by another bullet', '• a\n◦ b\n◦ c\n• d', [{ ul: [['a', { ul: ['b', 'c'] }], 'd'] }]],
  [
    'nested in numbers',
    '1. a\n   - b\n2. c\n   a) d\n   b) e',
    [
      {
        ol: [
          ['a', { ul: ['b'] }],
          ['c', { ol: ['d', 'e'] }],
        ],
      },
    ],
  ],
  ['that starts at another number', '4. a\n5. b', [{ 'ol 4': ['a', 'b'] }]],
  ['right under the line that leads to it', 'It brings:\n• a\n• b', ['It brings:', { ul: ['a', 'b'] }]],
  ['with text right under it', '• a\n• b\nAnd more of it.', [{ ul: ['a', 'b'] }, 'And more of it.']],
  ['with lines that are indented', '- one that\n  goes on\n- two', [{ ul: ['one that goes on', 'two'] }]],
  ['with a paragraph in an item', '- one\n\n  more on it\n\n- two', [{ ul: [['one', 'more on it'], 'two'] }]],
  ['with bullets on separate lines', '•\none\n•\ntwo', [{ ul: ['one', 'two'] }]],
  ['followed by another kind after a blank line', '- a\n- b\n\n1. c\n2. d', [{ ul: ['a', 'b'] }, { ol: ['c', 'd'] }]],
  ['of one dash after a colon', 'It is:\n— one', ['It is:', { ul: ['one'] }]],
]

for (const [name, page, expected] of cases) {
  test(`reads a list ${name}`, async t => {
    t.strictSame(await shapes(page), expected)
  })
}

for (const line of [
  '— so it went on',
  '2024. That was the year.',
  '1. Alone it is not a list.',
  'a) alone.',
  '-5 degrees.',
  '*emphasis* at the start.',
]) {
  test(`does not read a list: ${line}`, async t => {
    t.strictSame(await shapes(line), [line.replaceAll('*', '')])
  })
}

test('joins the wrapped lines of list items in a hard-wrapped file', async t => {
  const page = `- The first item is one that was broken at the same column as the
text around it, without any indent at all, as some programs do.
- The second is short.
Text that follows it on the next line, which is no part of the item
because the item does not fill its line.`
  t.strictSame(await shapes(page), [
    {
      ul: [
        'The first item is one that was broken at the same column as the text around it, without any indent at all, as some programs do.',
        'The second is short.',
      ],
    },
    'Text that follows it on the next line, which is no part of the item because the item does not fill its line.',
  ])
})

test('a list that is too deep continues at the deepest level', async t => {
  const page = Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth * 2)}- ${depth}`).join('\n')
  const { manuscript } = await importText(`A title\n\n${text}\n\n${page}`)
  const depth = JSON.stringify(manuscript.sections).match(/"type":"list"/g)?.length
  t.equal(depth, 8)
})

test('tasks keep their state', async t => {
  const { manuscript } = await importText(`A title\n\n${text}\n\n- [x] done\n- [ ] open\n`)
  t.strictSame(manuscript.sections[0]?.blocks[1], {
    type: 'list',
    ordered: false,
    items: [
      { content: [{ text: 'done' }], checked: true, blocks: [] },
      { content: [{ text: 'open' }], checked: false, blocks: [] },
    ],
  })
})

test('a quotation with an attribution line is a quote', async t => {
  const quote = { quote: ['“We waited thirty years for this.”'], by: 'Ann Roe, harbour master' }
  t.strictSame(await shapes('“We waited thirty years for this.”\n— Ann Roe, harbour master'), [quote])
  t.strictSame(await shapes('“We waited thirty years for this.”\n\n– Ann Roe, harbour master'), [quote])
  t.strictSame(await shapes('> “We waited thirty years for this.”\n> -- Ann Roe, harbour master'), [quote])
})

test('a quotation without an attribution line stays a paragraph', async t => {
  t.strictSame(await shapes('“We waited thirty years for this.”'), ['“We waited thirty years for this.”'])
})
