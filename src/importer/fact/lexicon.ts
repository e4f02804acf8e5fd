import { trimBy } from '../../domain/text/trim.ts'
import { type PageWords, pageWords } from '../../render/page-words.ts'
import { type Label, type Words, wordLanguages, words } from './words.ts'

/** The labels of Offprint's own pages, which know more languages. */
const own: readonly PageWords[] = Object.values(pageWords)

/** Code units of the longest phrase that is looked up. A longer line is prose. */
const longestPhrase = 80

/** Lines that need no normalization. Most lines match. */
const plainWords = /^[A-Za-z0-9']+(?: [A-Za-z0-9']+)*$/

/** Normalizes a phrase: lower case, straight apostrophes, no emoji, no punctuation at its ends. */
export function phrase(text: string): string {
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

export const isContents = oneOf(list => list.contents)
const ownTakeaways = own.map(words => words.keyTakeaways)
export const isTakeaways = oneOf(list => list.takeaways, ownTakeaways)
export const isMaybeTakeaways = oneOf(list => list.maybeTakeaways)
export const isControl = oneOf(list => list.controls)
/** Whether a line says that the text is not public. */
export const isWithheld = oneOf(list => list.withheld)
export const isRole = oneOf(list => list.roles)
export const isCaption = oneOf(list => list.captions)

/** Longest first, so that an alternation takes the longest. */
export const takeawayPhrases = all(list => list.takeaways, ownTakeaways)
export const byPhrases = all(
  words => words.by,
  own.map(({ by }) => phrase(by)),
)
export const andPhrases = all(list => list.and)
export const viewPhrases = all(list => list.views)
export const minutePhrases = all(list => list.minutes)
export const hourPhrases = all(list => list.hours)
export const fillerPhrases = all(list => list.filler)
export const publishedPhrases = all(list => [...list.leading.published, ...list.labels.published])
export const updatedPhrases = all(list => [...list.leading.updated, ...list.labels.updated])
export const categoryPhrases = all(list => list.leading.category)
export const embargoPhrases = all(list => list.leading.embargo)
export const readingPhrases = all(list => list.labels.readingTime)

export const multipliers = new Map(words.flatMap(list => Object.entries(list.multipliers)))

/** Month names and abbreviations, with their number from 1. */
export const months = new Map(
  words.flatMap(list => list.months.flatMap((names, at) => names.map(name => [name, at + 1] as const))),
)

const labels = new Map<string, Label>([
  ...own.map(({ tags }) => [phrase(tags), 'tags'] as const),
  ...own.map(({ by }) => [phrase(by), 'authors'] as const),
  ...words
    .toReversed()
    .flatMap(list =>
      Object.entries(list.labels).flatMap(([label, names]) =>
        names.map(name => [phrase(name), label as Label] as const),
      ),
    ),
])

/** The meaning of a label before a colon. */
export function labelOf(text: string): Label | undefined {
  return labels.get(phrase(text))
}

/** A pattern that matches any of the phrases as whole words. */
export function anyOf(phrases: readonly string[]): string {
  const escaped = phrases.map(one => one.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(' ', '\\s+'))
  return `(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`
}

/** BCP 47 tag of a language by its name, in the language itself or in one that has a word list. */
export function languageNamed(name: string): string | undefined {
  return languageNames.get(phrase(name))
}

const languageNames = new Map(
  'ar bg cs da de el en es et fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sv th tr uk vi zh'
    .split(' ')
    .flatMap(tag =>
      [tag, ...wordLanguages].map(
        display => [phrase(new Intl.DisplayNames([display], { type: 'language' }).of(tag) ?? tag), tag] as const,
      ),
    ),
)

function oneOf(pick: (list: Words) => readonly string[], more: readonly string[] = []): (text: string) => boolean {
  const set = new Set([...more, ...words.flatMap(pick)].map(phrase))
  return text => text.length <= longestPhrase && set.has(phrase(text))
}

function all(pick: (list: Words) => readonly string[], more: readonly string[] = []): string[] {
  const unique = new Set([...words.flatMap(pick), ...more].map(one => one.replaceAll('’', "'").toLowerCase()))
  return [...unique].sort((a, b) => b.length - a.length)
}
