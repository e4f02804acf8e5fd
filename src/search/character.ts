/** Classes of characters: what a tokenizer does with them. */
export const characterClass = { apart: 1, letter: 2, mark: 3, paired: 4, unspaced: 5 } as const

/** Classifies the character at a position, a surrogate pair as one. */
export type Classifier = (text: string, at: number) => number

const paired = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\u30fc\uff70\uff9e\uff9f]/u
const unspaced = /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const letter = /[\p{L}\p{N}]/u
const mark = /[\p{M}\u00ad\u200c\u200d]/u

/**
 * Remembers the class of each character: a regular expression for all of them takes ten times as long.
 *
 * `paired`: Chinese, Japanese, Korean. `unspaced`: Thai, Lao, Khmer, Burmese, written without spaces. `mark`: part of a
 * word after a letter.
 */
export function createClassifier(): Classifier {
  const known = new Uint8Array(0x1_0000)
  return (text, at) => {
    const code = text.charCodeAt(at)
    const found = known[code]
    if (found) return found
    const point = text.codePointAt(at) ?? 0
    const kind = classOf(String.fromCodePoint(point))
    // The class of a surrogate depends on the next one.
    if (code < 0xd800 || code > 0xdfff) known[code] = kind
    return kind
  }
}

function classOf(character: string): number {
  if (paired.test(character) && letter.test(character)) return characterClass.paired
  if (unspaced.test(character)) return characterClass.unspaced
  if (letter.test(character)) return characterClass.letter
  return mark.test(character) ? characterClass.mark : characterClass.apart
}

/** Position after the character at a position. */
export function nextPosition(text: string, at: number): number {
  const code = text.charCodeAt(at)
  const isPair = code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
  return at + (isPair ? 2 : 1)
}
