import { andPhrases, anyPhrase, isRole } from './lexicon.ts'

const between = new RegExp(
  String.raw`[,;/](?:${anyPhrase(andPhrases)}(?=\s))?|\s${anyPhrase(andPhrases)}(?=\s)|&`,
  'giu',
)

/** Lower-case words in names. */
const particle =
  /^(?:de|da|do|dos|das|del|della|di|du|des|la|le|van|von|vom|der|den|zu|ten|ter|al|el|bin|ibn|of|the|y|e)$/u

/**
 * Splits a byline into names; undefined if it looks like a sentence.
 *
 * @param strict require words that look like names, as after "by" without a label
 */
export function namesOf(text: string, strict: boolean): string[] | undefined {
  if (strict && (text.length > 160 || /[.!?…]$/.test(text.replace(/(?:^|\s)\p{Lu}\p{L}{0,2}\.$/u, ''))))
    return undefined
  const names = text
    .split(between)
    .map(name => name.trim())
    .filter((name, at) => name !== '' && (at === 0 || !namesRole(name)))
  if (names.length === 0 || (strict && !names.every(looksLikeName))) return undefined
  return [...new Set(names)]
}

/** Whether a part after a name is a role: `Senior Writer`, but not `A. Writer`. */
function namesRole(name: string): boolean {
  const words = name.split(/\s+/u)
  return isRole(name) || (words.length > 1 && !/^\p{Lu}\.$/u.test(words[0] ?? '') && isRole(words.at(-1) ?? ''))
}

function looksLikeName(name: string): boolean {
  const words = name.split(/\s+/u)
  const first = words[0] ?? ''
  return (
    words.length <= 6 &&
    !/\d/.test(name) &&
    /\p{L}/u.test(name) &&
    (isCapital(first) || (particle.test(first) && words.length > 1)) &&
    words.every(word => isCapital(word) || particle.test(word))
  )
}

/** Whether a word begins with a capital, or with a letter of a script without case. */
function isCapital(word: string): boolean {
  return /^[^\p{L}]*(?:\p{Lu}|\p{Lt}|\p{Lo}|d['’]\p{Lu}|\p{Ll}{1,3}\p{Lu})/u.test(word)
}
