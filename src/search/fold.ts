/**
 * Marks that are left out: combining ones of Latin, Greek, Cyrillic, Hebrew and Arabic, apostrophes that are letters, and
 * selectors of variants. In other scripts marks are vowels.
 */
const marks =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u00ad\u02b9-\u02bf]|[\u200c\u200d]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu
const notInWords = /[^\p{L}\p{N}\p{M}]/gu
/** Lower case without diacritics: ASCII, Chinese, Japanese, Korean. */
const plain = /^[a-z0-9\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*$/

/** Letters without a decomposition in Unicode. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ς: 'σ',
  ı: 'i',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ə: 'e',
  ґ: 'г',
  ٱ: 'ا',
  ى: 'ي',
  ة: 'ه',
}
const letter = /[ßςıøłđðħŧŋæœþəґٱىة]/g

/** Longer tokens are cut, in texts and queries alike. */
const longest = 100

/** A word in lower case without diacritics: words that readers take for the same are equal. */
export function fold(word: string): string {
  if (plain.test(word)) return word.slice(0, longest)
  return word
    .toLowerCase()
    .normalize('NFKD')
    .replace(marks, '')
    .replace(letter, found => letters[found] ?? found)
    .normalize('NFC')
    .toLowerCase()
    .replace(notInWords, '')
    .slice(0, longest)
}
