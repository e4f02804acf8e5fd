import { andPhrases, anyOf, isRole } from './lexicon.ts'

const between = new RegExp(String.raw`[,;/](?:${anyOf(andPhrases)}(?=\s))?|\s${anyOf(andPhrases)}(?=\s)|&`, 'giu')

/** Small words inside names. */
const particle =
  /^(?:de|da|do|dos|das|del|della|di|du|des|la|le|van|von|vom|der|den|zu|ten|ter|al|el|bin|ibn|of|the|y|e)$/u

/**
 * The names of a byline, or undefined where it reads like a sentence.
 *
 * @param strict ask for words that look like names, as where only "by" tells
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

/** `Senior Writer`, but not `A. Writer`: after a name, what somebody does. */
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

/** A word that begins with a capital, or in a script that has none. */
function isCapital(word: string): boolean {
  return /^[^\p{L}]*(?:\p{Lu}|\p{Lt}|\p{Lo}|d['’]\p{Lu}|\p{Ll}{1,3}\p{Lu})/u.test(word)
}
