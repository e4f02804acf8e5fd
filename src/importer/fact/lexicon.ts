import { trimBy } from '../../domain/text/trim.ts'
import { type PageWords, pageWords } from '../../render/page-words.ts'
import { type Label, type Words, wordLanguages, words } from './words.ts'

/** The labels of Offprint's own pages, which know more languages. */
const pageLabels: readonly PageWords[] = Object.values(pageWords)

/** Code units of the longest phrase that is looked up. A longer line is prose. */
const longestPhrase = 80

/** Lines that need no normalization. Most lines match. */
const plainWords = /^[A-Za-z0-9']+(?: [A-Za-z0-9']+)*$/

/** Normalizes a phrase: lower case, straight apostrophes, no emoji, no punctuation at its ends. */
export function normalizePhrase(text: string): string {
  if (text.length > longestPhrase * 2) return ''
  if (plainWords.test(text)) return text.toLowerCase()
  const plain = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f|\u200d|\u20e3/gu, ' ')
    .replace(/\s+/gu, ' ')
  return trimBy(plain, /[\s*_#:：.!…\-–—•·|]/)
}

export const isContents = phraseTest(list => list.contents)
export const isControl = phraseTest(list => list.controls)
/** Whether a line says that the text is not public. */
export const isWithheld = phraseTest(list => list.withheld)
export const isRole = phraseTest(list => list.roles)
export const isOrganisation = phraseTest(list => list.organisations)
export const isCaption = phraseTest(list => list.captions)

/** Longest first, so that an alternation matches the longest phrase. */
export const byPhrases = phrasesOf(
  words => words.by,
  pageLabels.map(({ by }) => normalizePhrase(by)),
)
export const andPhrases = phrasesOf(list => list.and)
export const viewPhrases = phrasesOf(list => list.views)
export const minutePhrases = phrasesOf(list => list.minutes)
export const hourPhrases = phrasesOf(list => list.hours)
export const fillerPhrases = phrasesOf(list => list.filler)
export const publishedPhrases = phrasesOf(list => [...list.leading.published, ...list.labels.published])
export const updatedPhrases = phrasesOf(list => [...list.leading.updated, ...list.labels.updated])
export const categoryPhrases = phrasesOf(list => list.leading.category)
export const embargoPhrases = phrasesOf(list => list.leading.embargo)
export const readingPhrases = phrasesOf(list => list.labels.readingTime)

export const multipliers = new Map(words.flatMap(list => Object.entries(list.multipliers)))

/** Month numbers, from 1, by name and abbreviation. */
export const months = new Map(
  words.flatMap(list => list.months.flatMap((names, at) => names.map(name => [name, at + 1] as const))),
)

const labels = new Map<string, Label>([
  ...pageLabels.map(({ tags }) => [normalizePhrase(tags), 'tags'] as const),
  ...pageLabels.map(({ by }) => [normalizePhrase(by), 'authors'] as const),
  ...words
    .toReversed()
    .flatMap(list =>
      Object.entries(list.labels).flatMap(([label, names]) =>
        names.map(name => [normalizePhrase(name), label as Label] as const),
      ),
    ),
])

/** The meaning of a label before a colon. */
export function labelOf(text: string): Label | undefined {
  return labels.get(normalizePhrase(text))
}

/** A pattern that matches any of the phrases as whole words. */
export function anyPhrase(phrases: readonly string[]): string {
  const escaped = phrases.map(one => one.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(' ', '\\s+'))
  return `(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`
}

/** BCP 47 tag of a language by its name, in the language itself or in one that has a word list. */
export function languageNamed(name: string): string | undefined {
  return languageNames.get(normalizePhrase(name))
}

const languageNames = new Map(
  'ar bg cs da de el en es et fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sv th tr uk vi zh'
    .split(' ')
    .flatMap(tag =>
      [tag, ...wordLanguages].map(
        display =>
          [normalizePhrase(new Intl.DisplayNames([display], { type: 'language' }).of(tag) ?? tag), tag] as const,
      ),
    ),
)

function phraseTest(pick: (list: Words) => readonly string[]): (text: string) => boolean {
  const set = new Set(words.flatMap(pick).map(normalizePhrase))
  return text => text.length <= longestPhrase && set.has(normalizePhrase(text))
}

function phrasesOf(pick: (list: Words) => readonly string[], more: readonly string[] = []): string[] {
  const unique = new Set([...words.flatMap(pick), ...more].map(one => one.replaceAll('’', "'").toLowerCase()))
  return [...unique].sort((a, b) => b.length - a.length)
}
