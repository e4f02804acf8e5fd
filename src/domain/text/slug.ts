import { type Id, isId } from '../id.ts'
import { trimEndBy } from './trim.ts'

/** Longest slug, in code points. */
export const slugLimit = 200

/** Number of UTF-16 units of a text that its slug is made from: far more than fit, and fast to normalise. */
const readLimit = 4000

const letters: Record<string, string> = { ß: 'ss', đ: 'd', ð: 'd', ø: 'o', ł: 'l', æ: 'ae', œ: 'oe', þ: 'th', ı: 'i' }

/**
 * The slug of a text: lower-case letters, digits and `-`, at most 200 code points, never in the form of a UUID. Latin
 * letters lose their diacritics; other scripts are kept. Empty if the text has no letter or digit.
 */
export function slugify(text: string): string {
  const plain = text
    .slice(0, readLimit)
    .replaceAll('´', '')
    .normalize('NFKD')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Me}'‘’ʻʼ`]/gu, '')
    .toLowerCase()
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/[ßđðøłæœþı]/g, letter => letters[letter] ?? letter)
    .replace(/(?:[^\p{L}\p{N}\p{M}]\p{M}*)+/gu, '-')
    .replace(/^[-\p{M}]+|-$/gu, '')
  const slug = shorten(plain)
  return isId(slug) ? `a-${slug}` : slug
}

/** Whether a text is a valid slug. */
export function isSlug(text: string): boolean {
  return text !== '' && slugify(text) === text
}

/**
 * The slug of a term from its name or a typed slug: letter case and diacritics are ignored (`18F`, `Café`). If nothing
 * would be left, the text is unchanged.
 */
export function termSlug(text: string): string {
  const usual = text.normalize('NFC').toLowerCase()
  // Longer than any slug made from a name: an appended number must not be cut off.
  return [...usual].length > slugLimit ? usual : slugify(usual) || usual
}

/**
 * A free slug: the wanted one, else with the language if that differs from the owner's, else numbered from 2 to 20,
 * else with eight characters of the article's id.
 *
 * @param owner language of the other article that has or had a slug; undefined = free
 */
export function freeSlug(
  wanted: string,
  language: string,
  articleId: Id,
  owner: (slug: string) => string | undefined,
): string {
  const base = wanted || 'article'
  const other = owner(base)
  if (other === undefined) return base
  const root = other === language ? base : suffixed(base, slugify(language))
  if (root !== base && owner(root) === undefined) return root
  for (let number = 2; number <= 20; number += 1) {
    const candidate = suffixed(root, String(number))
    if (owner(candidate) === undefined) return candidate
  }
  const short = suffixed(root, articleId.slice(-8))
  return owner(short) === undefined ? short : suffixed(root, articleId.replaceAll('-', ''))
}

function suffixed(base: string, suffix: string): string {
  const room = slugLimit - suffix.length - 1
  return `${[...base].slice(0, room).join('').replace(/-$/, '')}-${suffix}`
}

/** Cuts at the last word boundary that fits. */
function shorten(text: string): string {
  const points = [...text]
  if (points.length <= slugLimit) return text
  const cut = points.slice(0, slugLimit).join('')
  const whole = points[slugLimit] === '-' ? cut : cut.replace(/-[^-]*$/, '')
  return trimEndBy(whole, /-/)
}
