import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'tap'
import { fc } from '../../property.ts'
import { lettersOf, streamsOf } from './ledger.ts'
import { importText } from './page.ts'

/** The sorted letters and digits, which no importer may change. */
const letters = (text: string) => (text.match(/[\p{L}\p{N}]/gu) ?? []).sort().join('')

const word = fc.stringMatching(/^[a-zäéñçđ]{1,9}$/)
const sentence = fc.array(word, { minLength: 1, maxLength: 24 }).map(words => words.join(' '))
const marked = sentence.map(text => text.replace(/(\S+) (\S+)/, '**$1** _$2_'))
const line = fc.oneof(
  sentence,
  sentence.map(text => `${text}.`),
  sentence.map(text => `${text}:`),
  sentence.map(text => `${text}?`),
  marked,
  sentence.map(text => `• ${text}`),
  sentence.map(text => `  - ${text}`),
  sentence.map(text => `\t◦ ${text}`),
  sentence.map(text => `— ${text}`),
  sentence.map(text => `> ${text}`),
  sentence.map(text => `“${text}”`),
  fc.tuple(fc.integer({ min: 1, max: 12 }), sentence).map(([number, text]) => `${number}. ${text}`),
  fc.tuple(fc.constantFrom('a', 'b', 'c'), sentence).map(([letter, text]) => `${letter}) ${text}`),
  sentence.map(text => `${text} https://example.org/a_b?c=d*e ${text}`),
  sentence.map(text => `${text} [${text}](https://example.org/page)`),
  fc.constantFrom(
    '',
    '',
    '',
    '---',
    '📑 Table of Contents',
    'Inhalt',
    'Key Takeaways',
    'Highlights',
    'TL;DR',
    'Das Wichtigste in Kürze',
    '💡',
    '💡 Une phrase.',
    'Summary: one sentence',
    'Title: a page',
    'By Ann Roe and Bob Lee',
    '📅 · 📁 Industry · 👁 7 views · ⏱️ 12 min read',
    'Category: Industry | 1.2K views | 22 November 2024',
    'Published 03/04/2024',
    'Tags: a, b, c',
    'Share',
    'Home > News',
    '👩‍👩‍👧 🇻🇳 1️⃣',
    '*',
    '_',
    '<b>bold</b> &amp; $4B',
    '[x](javascript:alert(1)) [](https://example.org) ![alt](https://example.org/a.png)',
    '```',
    '- [x] done',
    'o\tsecond level',
    '•',
    '# not a heading here',
    '\\*escaped\\*',
  ),
)
const page = fc.array(line, { minLength: 1, maxLength: 40 }).map(lines => lines.join('\n'))

test('every letter and digit of a page is imported or consumed exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(page, async text => {
      if (!/\S/.test(text)) return
      const article = await importText(text)
      const accounted = streamsOf(article).map(lettersOf).join('')
      equal(letters(accounted), letters(text), text)
    }),
    { numRuns: 400 },
  )
})

test('every letter and digit of any text is imported or consumed exactly once', async () => {
  const any = fc.string({ unit: 'grapheme', maxLength: 300 })
  const part = fc.oneof(
    any,
    fc.constantFrom('\n', '\n\n', '*', '_', '`', '[', '](', ')', '- ', '1. ', '•', ': ', ' · ', '\\', '~~', '<'),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 40 }), async parts => {
      const text = parts.join('').replaceAll('\0', '').trim()
      if (!/[\p{L}\p{N}]/u.test(text) || text.includes('://')) return
      const article = await importText(text)
      const accounted = streamsOf(article).map(lettersOf).join('')
      equal(letters(accounted), letters(text), text)
    }),
    { numRuns: 300 },
  )
})

test('words keep the order of the source within title, summary, takeaways, text and consumed text', async () => {
  await fc.assert(
    fc.asyncProperty(page, async text => {
      let number = 0
      const unique = text.replace(
        /(?<![\p{L}\p{N}:/._-])[a-zäéñçđ]{3,}(?![\p{L}\p{N}:/._)-])/gu,
        () => `w${'abcdefghij'[number % 10]}${number++}q`,
      )
      if (!/\S/.test(unique)) return
      const article = await importText(unique)
      for (const stream of streamsOf(article)) {
        const order = [...stream.matchAll(/w[a-j](\d+)q/g)].map(match => Number(match[1]))
        deepEqual(
          order,
          order.toSorted((a, b) => a - b),
          unique,
        )
      }
    }),
    { numRuns: 200 },
  )
})
