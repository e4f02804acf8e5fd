import t from 'tap'
import type { Block } from '../../src/domain/body/block.ts'
import { readingTimeMinutes } from '../../src/domain/body/reading-time.ts'
import { addWords, blocksText, countWords } from '../../src/domain/body/word-count.ts'
import { fc } from '../property.ts'
import { holds } from './holds.ts'
import { paragraph } from './sample.ts'

const counts: [text: string, spaced: number, characters: number][] = [
  ['', 0, 0],
  [' — - ... ☕️ \u0301', 0, 0],
  ['Two electric ferries', 3, 0],
  ["don’t, don't, l’eau", 3, 0],
  ['a well-known co‑owner', 3, 0],
  ['41,000,000.50 euros in 2026–2027', 5, 0],
  ['and/or', 2, 0],
  ['cafe\u0301 naïve e\u0301a', 3, 0],
  ['Hafen\u00adverwaltung', 1, 0],
  ['snake_case', 1, 0],
  ['한국어 문장', 2, 0],
  ['हिन्दी में', 2, 0],
  ['العبّارة الكهربائية', 2, 0],
  ['东京港，两艘。', 0, 5],
  ['東京はコーヒー', 0, 7],
  ['日々 ｶﾞｽ', 0, 5],
  ['ที่นี่', 0, 2],
  ['ภาษาลาว ພາສາ', 0, 11],
  ['3月 Offprint版', 2, 2],
  ['𠮷野家', 0, 3],
  ['👩‍👩‍👧 ferry 🇳🇴', 1, 0],
]

for (const [text, spaced, characters] of counts) {
  t.test(`countWords: ${JSON.stringify(text)} has ${spaced} words and ${characters} characters`, async t => {
    t.strictSame(countWords(text), { spaced, characters })
  })
}

t.test('countWords: the count of words in Latin script does not depend on other scripts in the text', async t => {
  const part = fc.constantFrom(
    'a',
    'é',
    'ß',
    '7',
    '½',
    'ª',
    '\u00ad',
    "'",
    '’',
    '-',
    '\u2011',
    '.',
    ' ',
    '—',
    '…',
    '×',
    '\n',
  )
  holds(
    t,
    fc.string({ unit: part, maxLength: 40 }),
    text => countWords(`${text} 日`).spaced === countWords(text).spaced,
    1000,
  )
})

t.test('addWords adds the counts', async t => {
  t.strictSame(addWords([countWords('a b'), countWords('日本')]), { spaced: 2, characters: 2 })
  t.strictSame(addWords([]), { spaced: 0, characters: 0 })
})

t.test('blocksText returns every word that a reader sees, in reading order', async t => {
  const image = { url: 'https://x.example/a.jpg', alt: 'not read', caption: [{ text: 'caption' }], variants: [] }
  const cell = (text: string) => ({ content: [{ text }], header: false, colspan: 1, rowspan: 1 })
  const blocks: Block[] = [
    { type: 'paragraph', content: [{ text: 'one ' }, { text: 'two', strong: true }] },
    { type: 'list', ordered: false, items: [{ content: [{ text: 'three' }], blocks: [paragraph('four')] }] },
    { type: 'quote', blocks: [paragraph('five')], attribution: 'six' },
    { type: 'code', text: 'seven' },
    { type: 'image', image },
    { type: 'gallery', images: [image], caption: [{ text: 'gallery' }] },
    { type: 'table', caption: [{ text: 'table' }], rows: [{ cells: [cell('eight'), cell('nine')] }] },
    { type: 'media', kind: 'audio', url: 'https://x.example/a.mp3', caption: [{ text: 'media' }] },
    { type: 'embed', url: 'https://x.example/e', title: 'embed' },
    { type: 'callout', kind: 'note', title: 'callout', blocks: [paragraph('ten')] },
    { type: 'divider' },
    { type: 'other', kind: 'poll', blocks: [paragraph('eleven')], data: { hidden: 'not read' } },
  ]
  t.equal(
    blocksText(blocks).replaceAll('\n', ' '),
    'one two three four five six seven caption caption gallery table eight nine media embed callout ten eleven',
  )
})

t.test('readingTimeMinutes depends on language and script, rounds up and is never 0', async t => {
  t.equal(readingTimeMinutes({ spaced: 0, characters: 0 }, 'en'), 1)
  t.equal(readingTimeMinutes({ spaced: 228, characters: 0 }, 'en-GB'), 1)
  t.equal(readingTimeMinutes({ spaced: 229, characters: 0 }, 'en'), 2)
  t.equal(readingTimeMinutes({ spaced: 1790, characters: 0 }, 'de'), 10)
  t.equal(readingTimeMinutes({ spaced: 1840, characters: 0 }, 'tlh'), 10)
  t.equal(readingTimeMinutes({ spaced: 0, characters: 2550 }, 'zh-Hant'), 10)
  t.equal(readingTimeMinutes({ spaced: 0, characters: 3000 }, 'th'), 10)
  t.equal(readingTimeMinutes({ spaced: 114, characters: 150 }, 'en'), 1)
})
