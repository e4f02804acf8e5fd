import { z } from 'zod'

/** A language tag (BCP 47, RFC 5646) in canonical form. */
export const language = z
  .string()
  .max(35)
  .refine(tag => canonicalLanguage(tag) === tag, 'must be a language tag such as en, de-AT or zh-Hant')
  .meta({ examples: ['en'] })

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

/** Tags of nearly all articles, in canonical spelling: to ask for that takes a hundred times as long. */
const usual = new Set('ar cs da de el en es fi fr he hu id it ja ko nb nl pl pt ro ru sv th tr uk vi zh'.split(' '))

/** What most articles are written in: in canonical spelling, from left to right. Asking `Intl` takes far longer. */
const common = new Set(['cs', 'da', 'de', 'el', 'en', 'es', 'fi', 'fr', 'hu', 'it', 'ja', 'nl', 'pl', 'pt', 'ru', 'sv'])

/** A tag in canonical spelling (`EN-us` becomes `en-US`), or undefined where it is none. */
export function canonicalLanguage(tag: string): string | undefined {
  if (usual.has(tag)) return tag
  if (common.has(tag)) return tag
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0]
  } catch {
    return undefined
  }
}

export function directionOf(tag: string): Direction {
  if (common.has(tag)) return 'ltr'
  return rightToLeft.has(new Intl.Locale(tag).maximize().script ?? '') ? 'rtl' : 'ltr'
}
