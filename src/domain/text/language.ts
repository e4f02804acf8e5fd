import { z } from 'zod'

/** Minimum length that RFC 5646 (4.4.1) requires to be supported; tags have no maximum. */
const longest = 35

/** A language tag (BCP 47, RFC 5646) in canonical form. */
export const language = z
  .string()
  .max(longest)
  .refine(tag => canonicalLanguage(tag) === tag, 'must be a language tag such as en, de-AT or zh-Hant')
  .meta({ examples: ['en'], minLength: 2 })

export const direction = z.enum(['ltr', 'rtl']).meta({ description: 'Base direction of the text.' })

export type Direction = z.infer<typeof direction>

const rightToLeft = new Set([
  'Adlm',
  'Arab',
  'Aran',
  'Hebr',
  'Mand',
  'Mend',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
  'Yezi',
])

/** Canonical tags of nearly all articles: canonicalising takes a hundred times as long. */
const usual = new Set('ar cs da de el en es fi fr he hu id it ja ko nb nl pl pt ro ru sv th tr uk vi zh'.split(' '))

/** Canonical left-to-right tags of most articles. `Intl` takes far longer. */
const common = new Set(['cs', 'da', 'de', 'el', 'en', 'es', 'fi', 'fr', 'hu', 'it', 'ja', 'nl', 'pl', 'pt', 'ru', 'sv'])

/** A tag in canonical spelling (`EN-us` becomes `en-US`), or undefined if it is invalid. */
export function canonicalLanguage(tag: string): string | undefined {
  if (usual.has(tag)) return tag
  if (common.has(tag)) return tag
  if (tag.length > longest) return undefined
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0]
  } catch {
    return undefined
  }
}

/**
 * Whether a language matches a range: the same tag, or a narrower one (RFC 4647 section 3.3.1). `de` matches `de` and
 * `de-AT`; `de-AT` does not match `de`.
 */
export function matchesLanguage(tag: string, range: string): boolean {
  return tag === range || tag.startsWith(`${range}-`)
}

/** All ranges that match a language, the narrowest first: `zh-Hant-TW`, `zh-Hant`, `zh`. */
export function languageRanges(tag: string): string[] {
  const parts = tag.split('-')
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('-'))
}

export function directionOf(tag: string): Direction {
  if (common.has(tag)) return 'ltr'
  return rightToLeft.has(new Intl.Locale(tag).maximize().script ?? '') ? 'rtl' : 'ltr'
}

/** Name of a language in that language; the tag itself if it has no name. Extensions and private parts are ignored. */
export function languageName(tag: string): string {
  try {
    const { baseName } = new Intl.Locale(tag)
    // `of` throws for a tag with extensions or private parts.
    return new Intl.DisplayNames(baseName, { type: 'language', fallback: 'code' }).of(baseName) ?? tag
  } catch {
    return tag
  }
}
