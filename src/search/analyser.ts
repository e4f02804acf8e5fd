import { characterClass, createClassifier, nextPosition } from './character.ts'
import { fold } from './fold.ts'
import { loadStemmer, type Stemmer, stemmerName } from './stemmer.ts'

/** Increase it when equal text gets other tokens: every store is indexed again. */
export const analyserVersion = 2

/** A word of a text. Positions are UTF-16 units; a token of two characters of a CJK text overlaps with its neighbours. */
export type Token = {
  /** In lower case, without diacritics. */
  text: string
  /** The stem, without diacritics, if it differs from the word. */
  stem: string | undefined
  start: number
  end: number
}

/** Splits texts into tokens. The same analyser reads articles and queries. */
export type Analyser = {
  /** @param language of the text (BCP 47), for the stems */
  tokens(text: string, language: string): Token[]
  /** Stem of a word in each of the languages, those that differ from the word. */
  stems(word: string, languages: readonly string[]): string[]
  /** Sentences or words of a text, with what is between them: start and end in UTF-16 units. */
  segments(text: string, language: string, granularity: 'sentence' | 'word'): [number, number][]
}

/** Words remembered for each language. */
const rememberedWords = 50_000
/** Of any articles: their languages may have regions and scripts. */
const rememberedSegmenters = 100

/** English endings after an apostrophe, which are not words. */
const contracted = new Set(['s', 't', 'd', 'm', 'll', 're', 've'])
const apostrophes = "'’ʼ"
const anyApostrophe = /['’ʼ]/g

type Word = { text: string; stem: string | undefined }

export function createAnalyser(): Analyser {
  const segmenter = new Intl.Segmenter('th', { granularity: 'word' })
  const classOf = createClassifier()
  const readers = new Map<string, (word: string) => Word>()
  // Making a segmenter takes as long as segmenting several pages.
  const segmenters = new Map<string, Intl.Segmenter>()

  function readerOf(language: string): (word: string) => Word {
    const name = stemmerName(language) ?? ''
    const known = readers.get(name)
    if (known) return known
    const reader = createWordReader(name === '' ? undefined : loadStemmer(name))
    readers.set(name, reader)
    return reader
  }

  function segmenterOf(language: string, granularity: 'sentence' | 'word'): Intl.Segmenter {
    const key = `${granularity} ${language}`
    const known = segmenters.get(key)
    if (known) return known
    if (segmenters.size >= rememberedSegmenters) segmenters.clear()
    const made = new Intl.Segmenter(language === 'und' ? 'en' : language, { granularity })
    segmenters.set(key, made)
    return made
  }

  /** Position after the characters of some classes. */
  function endOfRun(text: string, start: number, one: number, other = one): number {
    let end = start
    while (end < text.length) {
      const kind = classOf(text, end)
      if (kind !== one && kind !== other) break
      end = nextPosition(text, end)
    }
    return end
  }

  /** Position after a word. An apostrophe between Cyrillic letters is a letter of Ukrainian and Belarusian words. */
  function endOfWord(text: string, start: number): number {
    let end = endOfRun(text, start, characterClass.letter, characterClass.mark)
    while (apostrophes.includes(text.charAt(end)) && isCyrillic(text, end - 1) && isCyrillic(text, end + 1))
      end = endOfRun(text, end + 1, characterClass.letter, characterClass.mark)
    return end
  }

  return {
    tokens(text, language) {
      const wordOf = readerOf(language)
      const tokens: Token[] = []
      const add = (start: number, end: number) => {
        const { text: word, stem } = wordOf(text.slice(start, end))
        if (word !== '') tokens.push({ text: word, stem, start, end })
      }
      let at = 0
      while (at < text.length) {
        const kind = classOf(text, at)
        const start = at
        if (kind === characterClass.letter) {
          at = endOfWord(text, at)
          const end = endOfSymbols(text, start, at)
          if (end > at && (end === text.length || classOf(text, end) !== characterClass.letter)) {
            at = end
            tokens.push({ text: text.slice(start, end).toLowerCase(), stem: undefined, start, end })
          } else if (!isContraction(text, start, at, tokens)) add(start, at)
        } else if (kind === characterClass.paired) {
          at = endOfRun(text, at, characterClass.paired, characterClass.mark)
          addPairs(text.slice(start, at), start, tokens)
        } else if (kind === characterClass.unspaced) {
          at = endOfRun(text, at, characterClass.unspaced)
          for (const { segment, index, isWordLike } of segmenter.segment(text.slice(start, at)))
            if (isWordLike) add(start + index, start + index + segment.length)
        } else at = nextPosition(text, at)
      }
      return tokens
    },
    stems(word, languages) {
      const found = languages.flatMap(language => readerOf(language)(word).stem ?? [])
      return [...new Set(found)]
    },
    segments(text, language, granularity) {
      const found = segmenterOf(language, granularity).segment(text)
      return Array.from(found, ({ index, segment }) => [index, index + segment.length])
    },
  }
}

/** The end of the symbols after a single letter in names such as C++ and C#. */
function endOfSymbols(text: string, start: number, end: number): number {
  if (end - start !== 1 || text.charCodeAt(start) > 0x7a) return end
  if (text.charAt(end) === '#') return end + 1
  return text.startsWith('++', end) ? end + 2 : end
}

/** Whether a word is the end of the word before it, as in “it’s”. */
function isContraction(text: string, start: number, end: number, before: readonly Token[]): boolean {
  if (start < 2 || end - start > 2 || !apostrophes.includes(text.charAt(start - 1))) return false
  if (!contracted.has(text.slice(start, end).toLowerCase())) return false
  return before.at(-1)?.end === start - 1
}

/** Whether a Cyrillic letter is at a position. */
function isCyrillic(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0x400 && code < 0x530
}

/** A character with what composes it: the letters of a Korean syllable, sound marks and variation selectors. */
const composed =
  /[\u1100-\u115f\ua960-\ua97c][\u1160-\u11a7\ud7b0-\ud7c6]?[\u11a8-\u11ff\ud7cb-\ud7fb]?|.[\p{M}\uff9e\uff9f\u00ad\u200c\u200d]*/gsu

/** Each two neighbouring characters, and the last one alone, so that a single character is the beginning of a token. */
function addPairs(characters: string, start: number, tokens: Token[]): void {
  const each = characters.match(composed) ?? []
  let at = start
  for (const [index, character] of each.entries()) {
    const pair = `${character}${each[index + 1] ?? ''}`
    const text = fold(pair)
    if (text !== '') tokens.push({ text, stem: undefined, start: at, end: at + pair.length })
    at += character.length
  }
}

/** Stems a word before folding it: stemmers know the letters with diacritics. */
function createWordReader(stemmer: Stemmer | undefined): (word: string) => Word {
  const known = new Map<string, Word>()
  return word => {
    const found = known.get(word)
    if (found) return found
    if (known.size >= rememberedWords) known.clear()
    const lower = word.toLowerCase().replace(anyApostrophe, '')
    const text = fold(lower)
    const stem = stemmer && !/\d/.test(lower) ? fold(stemmer(lower.normalize('NFC'))) : text
    const read = { text, stem: stem === text || stem === '' ? undefined : stem }
    known.set(word, read)
    return read
  }
}
