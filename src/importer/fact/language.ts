import { countWords } from '../../domain/body/word-count.ts'
import { canonicalLanguage } from '../../domain/text/language.ts'
import type { ParseOptions } from '../importer.ts'

/** Characters that are looked at: so many nearly always tell, and else as many more as are still quick. */
const sampleLengths = [1000, 4000]

/** Below this, a guess is too often wrong. */
const fewestWords = 5

export type LanguageChoice = { language: string; from: 'option' | 'source' | 'words' | 'site' }

/**
 * The language of a source: as asked for, as it states, as its words show with confidence, else the site's.
 *
 * @param words asked for only where nobody says the language
 */
export async function chooseLanguage(
  words: string | (() => string),
  stated: string | undefined,
  { language: option, siteLanguage }: Pick<ParseOptions, 'language' | 'siteLanguage'>,
): Promise<LanguageChoice> {
  const asked = option === undefined ? undefined : canonicalLanguage(option)
  if (asked) return { language: asked, from: 'option' }
  const own = stated === undefined ? undefined : canonicalLanguage(stated)
  if (own) return { language: own, from: 'source' }
  const shown = await detectLanguage(typeof words === 'string' ? words : words())
  if (shown) return { language: shown, from: 'words' }
  return { language: canonicalLanguage(siteLanguage) ?? 'en', from: 'site' }
}

/** The language that a text is written in, or undefined where it is too short or unclear. */
export async function detectLanguage(text: string): Promise<string | undefined> {
  const { eld } = await import('eld/small')
  for (const length of sampleLengths) {
    const sample = text.slice(0, length).replace(/https?:\S+/g, ' ')
    const { spaced, characters } = countWords(sample)
    const result = spaced + characters < fewestWords ? undefined : eld.detect(sample)
    if (result?.isReliable()) return canonicalLanguage(result.language)
    if (text.length <= length) return undefined
  }
  return undefined
}
