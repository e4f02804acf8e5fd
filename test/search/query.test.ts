import t from 'tap'
import { parseQuery } from '../../src/search/query.ts'

const word = (text: string) => ({ text, kind: 'word' })

t.test('parseQuery reads words, phrases, exclusions, prefixes, alternatives and fields', async t => {
  const cases: Record<string, ReturnType<typeof parseQuery>> = {
    'a b': { all: [[{ text: 'a', kind: 'word' }], [{ text: 'b', kind: 'word' }]], none: [] },
    '"a b" c': { all: [[{ text: 'a b', kind: 'phrase' }], [{ text: 'c', kind: 'word' }]], none: [] },
    'a -b -"c d"': {
      all: [[{ text: 'a', kind: 'word' }]],
      none: [
        { text: 'b', kind: 'word' },
        { text: 'c d', kind: 'phrase' },
      ],
    },
    'a* title:b*': {
      all: [[{ text: 'a', kind: 'prefix' }], [{ text: 'b', kind: 'prefix', field: 'title' }]],
      none: [],
    },
    'a OR b c': {
      all: [
        [
          { text: 'a', kind: 'word' },
          { text: 'b', kind: 'word' },
        ],
        [{ text: 'c', kind: 'word' }],
      ],
      none: [],
    },
    'Takeaway:"a b" -author:c': {
      all: [[{ text: 'a b', kind: 'phrase', field: 'keyTakeaway' }]],
      none: [{ text: 'c', kind: 'word', field: 'author' }],
    },
  }
  const read = Object.keys(cases).map(text => [text, parseQuery(text)])
  t.strictSame(Object.fromEntries(read), cases)
})

t.test('parseQuery reads everything else as text', async t => {
  const cases: Record<string, string[]> = {
    'c++ a:b (NEAR( ^': ['c++', 'a:b', '(NEAR(', '^'],
    'OR a OR': ['OR', 'a', 'OR'],
    '- * :': ['-', '*', ':'],
    'a"b c"d': ['a"', 'b', 'c"', 'd'],
    'constructor:a': ['constructor:a'],
    'title:': ['title:'],
    '"': [],
  }
  const read = Object.keys(cases).map(text => [text, parseQuery(text)])
  const expected = Object.entries(cases).map(([text, words]) => [
    text,
    { all: words.map(one => [word(one)]), none: [] },
  ])
  t.strictSame(Object.fromEntries(read), Object.fromEntries(expected))
})
