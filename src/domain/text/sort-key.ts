/** Longest key, in code points. Texts that are equal up to here are sorted by id. */
const maxLength = 200

/**
 * The key by which a title or name is sorted, without regard to letter case, accents and punctuation. Keys are compared by
 * code points, so that the order is the same in every language, on every machine and in every version of Unicode data.
 */
export function sortKey(text: string): string {
  const plain = text
    .slice(0, maxLength * 20)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return [...plain].slice(0, maxLength).join('')
}
