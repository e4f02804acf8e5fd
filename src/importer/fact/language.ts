import { countWords } from '../../domain/body/word-count.ts'
import { canonicalLanguage } from '../../domain/text/language.ts'
import type { ParseOptions } from '../importer.ts'

/** Characters of the samples for detection. The second, longer one is used if the first is not conclusive. */
const sampleLengths = [1000, 4000]

/** Fewer words are not enough for a reliable result. */
const fewestWords = 5

export type LanguageChoice = { language: string; from: 'option' | 'source' | 'words' | 'site' }

/**
 * The language of a source: the option, else the stated one, else the detected one, else that of the site.
 *
 * @param words text for detection; a function is called only if it is needed
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

/** Detects the language of a text, or returns undefined if it is too short or unclear. */
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
