import type { WordCount } from './word-count.ts'

/**
 * Words read silently per minute, by language: means of the International Reading Speed Texts (Trauzettel-Klosinski and
 * Dietz, 2012, table 2). Other languages use the overall mean.
 */
const wordsPerMinute: Record<string, number> = {
  ar: 138,
  de: 179,
  en: 228,
  es: 218,
  fi: 161,
  fr: 195,
  he: 187,
  it: 188,
  nl: 202,
  pl: 166,
  pt: 181,
  ru: 184,
  sl: 180,
  sv: 199,
  tr: 166,
}
const otherWordsPerMinute = 184

/** Characters per minute, from the same source. */
const charactersPerMinute: Record<string, number> = { zh: 255, ja: 357 }
const otherCharactersPerMinute = 300

/** Minutes, rounded up, at least 1. */
export function readingTimeMinutes(words: WordCount, language: string): number {
  const base = language.split('-', 1)[0] ?? language
  const spaced = words.spaced / (wordsPerMinute[base] ?? otherWordsPerMinute)
  const dense = words.characters / (charactersPerMinute[base] ?? otherCharactersPerMinute)
  return Math.max(1, Math.ceil(spaced + dense))
}
