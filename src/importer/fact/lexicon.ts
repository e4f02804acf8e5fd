import { trimBy } from '../../domain/text/trim.ts'
import { type PageWords, pageWords } from '../../render/page-words.ts'
import { de } from './words/de.ts'
import { en } from './words/en.ts'
import { es } from './words/es.ts'
import { fr } from './words/fr.ts'
import { pt } from './words/pt.ts'
import { vi } from './words/vi.ts'
import type { Label, Words } from './words/words.ts'

/** All languages at once: a page may mix them, and its language is only known once it is read. */
const languages: readonly Words[] = [en, de, fr, es, pt, vi]

/** What our own pages say, in more languages than those above. */
const own: readonly PageWords[] = Object.values(pageWords)

/** Longest phrase that is looked up. Longer lines are prose. */
const longestPhrase = 80

/** Most lines: nothing in them has to be evened out. */
const plainWords = /^[A-Za-z0-9']+(?: [A-Za-z0-9']+)*$/

/** A phrase as the tables have it: lower case, straight apostrophes, no emoji, no marks and colons around it. */
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

export const isContents = oneOf(words => words.contents)
const ownTakeaways = own.map(words => words.keyTakeaways)
export const isTakeaways = oneOf(words => words.takeaways, ownTakeaways)
export const isMaybeTakeaways = oneOf(words => words.maybeTakeaways)
export const isControl = oneOf(words => words.controls)
/** Whether a line says that the text is not for the public. */
export const isWithheld = oneOf(words => words.withheld)
export const isRole = oneOf(words => words.roles)
export const isCaption = oneOf(words => words.captions)

/** Longest first, so that an alternation takes the longest. */
export const takeawayPhrases = all(words => words.takeaways, ownTakeaways)
export const byPhrases = all(
  words => words.by,
  own.map(({ by }) => phrase(by)),
)
export const andPhrases = all(words => words.and)
export const viewPhrases = all(words => words.views)
export const minutePhrases = all(words => words.minutes)
export const hourPhrases = all(words => words.hours)
export const fillerPhrases = all(words => words.filler)
export const publishedPhrases = all(words => [...words.leading.published, ...words.labels.published])
export const updatedPhrases = all(words => [...words.leading.updated, ...words.labels.updated])
export const categoryPhrases = all(words => words.leading.category)
export const embargoPhrases = all(words => words.leading.embargo)
export const readingPhrases = all(words => words.labels.readingTime)

export const multipliers = new Map(languages.flatMap(words => Object.entries(words.multipliers)))

/** Month names and abbreviations, with their number from 1. */
export const months = new Map(
  languages.flatMap(words => words.months.flatMap((names, at) => names.map(name => [name, at + 1] as const))),
)

const labels = new Map<string, Label>([
  ...own.map(({ tags }) => [phrase(tags), 'tags'] as const),
  ...own.map(({ by }) => [phrase(by), 'authors'] as const),
  ...languages
    .toReversed()
    .flatMap(words =>
      Object.entries(words.labels).flatMap(([label, names]) =>
        names.map(name => [phrase(name), label as Label] as const),
      ),
    ),
])

/** What a label before a colon names. */
export function labelOf(text: string): Label | undefined {
  return labels.get(phrase(text))
}

/** A pattern for any of some phrases, as it stands between other words. */
export function anyOf(phrases: readonly string[]): string {
  const escaped = phrases.map(one => one.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(' ', '\\s+'))
  return `(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`
}

/** BCP 47 tag of a language by its name, in any of our languages or its own. */
export function languageNamed(name: string): string | undefined {
  return languageNames.get(phrase(name))
}

const languageNames = new Map(
  'ar bg cs da de el en es et fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sv th tr uk vi zh'
    .split(' ')
    .flatMap(tag =>
      [tag, ...languages.map(words => words.language)].map(
        display => [phrase(new Intl.DisplayNames([display], { type: 'language' }).of(tag) ?? tag), tag] as const,
      ),
    ),
)

function oneOf(pick: (words: Words) => readonly string[], more: readonly string[] = []): (text: string) => boolean {
  const set = new Set([...more, ...languages.flatMap(pick)].map(phrase))
  return text => text.length <= longestPhrase && set.has(phrase(text))
}

function all(pick: (words: Words) => readonly string[], more: readonly string[] = []): string[] {
  const unique = new Set([...languages.flatMap(pick), ...more].map(one => one.replaceAll('’', "'").toLowerCase()))
  return [...unique].sort((a, b) => b.length - a.length)
}
