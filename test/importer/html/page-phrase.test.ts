import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { z } from 'zod'
import {
  isAdvertisement,
  isCall,
  isOtherHeading,
  isPageControl,
  isRelatedLabel,
  isWholeCall,
} from '../../../src/importer/format/html/page-phrase.ts'

const file = new URL('../../../src/importer/format/html/page-phrase.json', import.meta.url)

/** Phrases as they are looked up: in lower case, with straight apostrophes, without punctuation around them. */
const phrases = z
  .array(z.string().regex(/^[\p{Ll}\p{Lo}\p{M}\p{N}]+(?:[ '-][\p{Ll}\p{Lo}\p{M}\p{N}]+)*$/u))
  .refine(list => new Set(list).size === list.length, 'has a phrase twice')
const kinds = ['advertisement', 'control', 'otherArticles', 'related', 'relatedTo', 'call', 'callStart', 'contributors']
const language = z.strictObject(Object.fromEntries(kinds.map(kind => [kind, phrases])))

test('the phrases of pages have the same kinds in each language, in the form that is looked up', async t => {
  const words = z.record(z.string().regex(/^[a-z]{2}$/), language).parse(JSON.parse(readFileSync(file, 'utf8')))
  t.strictSame(Object.keys(words), ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'ru', 'ja', 'ko', 'zh'])
  for (const wrong of [['Anzeige'], ['don’t'], ['more:'], ['ads', 'ads']])
    t.equal(phrases.safeParse(wrong).success, false, String(wrong))
})

const texts = [
  'ANZEIGE',
  'Image 3 of 12',
  'You Might Also Like…',
  'Das könnte Sie auch interessieren:',
  'Read more: The ferry is late',
  'More from our harbour desk',
  'More from a harbour whose story is told at such a length that it is prose',
  'Don’t miss: piers',
  'See also',
  'Subscribe to our newsletter',
  'Subscribers pay less',
  'Copyright 2024 The Quay',
  'Ada Smith contributed to this report.',
  'Two piers were built.',
]

test('finds labels, buttons, headings of other articles and calls by their phrases', async t => {
  const kindsOf = (text: string) =>
    Object.entries({ isAdvertisement, isPageControl, isOtherHeading, isRelatedLabel, isCall, isWholeCall })
      .filter(([, is]) => is(text))
      .map(([name]) => name)
  t.strictSame(Object.fromEntries(texts.map(text => [text, kindsOf(text)])), {
    ANZEIGE: ['isAdvertisement'],
    'Image 3 of 12': ['isPageControl'],
    'You Might Also Like…': ['isOtherHeading', 'isRelatedLabel'],
    'Das könnte Sie auch interessieren:': ['isOtherHeading'],
    'Read more: The ferry is late': ['isRelatedLabel', 'isCall', 'isWholeCall'],
    'More from our harbour desk': ['isRelatedLabel'],
    'More from a harbour whose story is told at such a length that it is prose': [],
    'Don’t miss: piers': ['isRelatedLabel'],
    'See also': ['isRelatedLabel'],
    'Subscribe to our newsletter': ['isCall', 'isWholeCall'],
    'Subscribers pay less': [],
    'Copyright 2024 The Quay': ['isCall', 'isWholeCall'],
    'Ada Smith contributed to this report.': ['isWholeCall'],
    'Two piers were built.': [],
  })
})
