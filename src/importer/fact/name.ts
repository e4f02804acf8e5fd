import { isOrganisation, isRole } from './lexicon.ts'

/** Lower-case words in names. */
const particle =
  /^(?:de|da|do|dos|das|del|della|di|du|des|la|le|van|von|vom|der|den|zu|ten|ter|al|el|bin|ibn|ben|af|av|y|e)$/u
/** Lower-case words in names of groups: the Harbour Desk. */
const article = /^(?:of|the)$/u

/** Whether a text is the name of a person with at least two words, or in a script without spaces. */
export function isPerson(name: string): boolean {
  const words = name.split(/\s+/u)
  if (/^\p{Script=Han}{2,4}$|^\p{Script=Hangul}{2,4}$/u.test(name)) return true
  return words.length > 1 && isName(name, words) && !words.some(word => article.test(word)) && !namesRole(name)
}

/** Whether a text is one word that can be a name: a given name, a family name or the name of an account. */
export function isSingleName(name: string): boolean {
  return /^@?[\p{L}\p{N}._'’-]+$/u.test(name) && /\p{L}/u.test(name) && !namesRole(name)
}

/** Whether a text is the name of an account and nothing else: `@jo`, `jo_lind`, `jlind7`. */
export function isAccount(name: string): boolean {
  return isSingleName(name) && /[\p{N}@_]/u.test(name)
}

/** Whether two texts with a comma between them are one name: `Quill, Mara`, `Quill, M. J.`, `van den Berg, Jan`. */
export function isFamilyAndGiven(family: string, given: string): boolean {
  const familyWords = family.split(/\s+/u)
  const givenWords = given.split(/\s+/u)
  const hasParticle = familyWords.length > 1 && particle.test((familyWords[0] ?? '').toLowerCase())
  const isInitials = givenWords.every(word => /^(?:\p{Lu}\.-?)+$/u.test(word))
  const isFamily = hasParticle || (familyWords.length === 1 && isSingleName(family) && isCapital(family))
  const isGiven = isInitials || (isCapital(given) && isName(given, givenWords) && !namesRole(given))
  return (isFamily && isGiven && (!hasParticle || givenWords.length === 1)) || (isInitials && isPerson(family))
}

/** Whether a text names a role or an organisation: `Senior Writer`, `Weir Trust`, but not `A. Writer`. */
export function namesRole(name: string): boolean {
  if (isRole(name) || isOrganisation(name)) return true
  const words = name.split(/\s+/u)
  return (
    words.length > 1 && !/^\p{Lu}\.$/u.test(words[0] ?? '') && words.some(word => isRole(word) || isOrganisation(word))
  )
}

/** Whether each word begins with a capital or is a particle of names. */
export function looksLikeName(name: string): boolean {
  return isName(name, name.split(/\s+/u))
}

function isName(name: string, words: readonly string[]): boolean {
  const first = words[0] ?? ''
  const isSmall = (word: string) => particle.test(word) || article.test(word)
  return (
    words.length <= 6 &&
    !/\d/.test(name) &&
    /\p{L}/u.test(name) &&
    (isCapital(first) || (isSmall(first) && words.length > 1)) &&
    words.every(word => isCapital(word) || isSmall(word))
  )
}

/** Whether a word begins with a capital, or with a letter of a script without case. */
function isCapital(word: string): boolean {
  return /^[^\p{L}]*(?:\p{Lu}|\p{Lt}|\p{Lo}|d['’]\p{Lu}|\p{Ll}{1,3}\p{Lu})/u.test(word)
}
