import { countWords } from '../../domain/body/word-count.ts'
import { canonicalLanguage } from '../../domain/text/language.ts'
import type { ParseOptions } from '../importer.ts'

/** Characters of the samples for detection. The second, longer one is used if the first is not conclusive. */
const sampleLengths = [400, 4000]

/** Fewer words are not enough for a reliable result. */
const fewestWords = 5

export type LanguageChoice = { language: string; from: 'option' | 'source' | 'words' | 'folder' | 'site' }

/**
 * The language of a source: the option, else the stated one, else the detected one, else that of the site.
 *
 * @param words text for detection; a function is called only if it is needed
 * @param folder language that the folder of the file seems to state. It counts unless the text is in the language of the
 *   site: then the folder is called so for another reason, or the text is not translated
 */
export async function chooseLanguage(
  words: string | (() => string),
  stated: string | undefined,
  { language: option, siteLanguage }: Pick<ParseOptions, 'language' | 'siteLanguage'>,
  folder?: string | undefined,
): Promise<LanguageChoice> {
  const asked = option === undefined ? undefined : canonicalLanguage(option)
  if (asked) return { language: asked, from: 'option' }
  const own = stated === undefined ? undefined : canonicalLanguage(stated)
  if (own) return { language: own, from: 'source' }
  const shown = await detectLanguage(typeof words === 'string' ? words : words())
  const isSites = shown !== undefined && primary(shown) === primary(siteLanguage)
  if (folder !== undefined && (!isSites || primary(folder) === primary(shown)))
    return { language: folder, from: 'folder' }
  if (shown) return { language: shown, from: 'words' }
  return { language: canonicalLanguage(siteLanguage) ?? 'en', from: 'site' }
}

function primary(tag: string): string {
  return tag.replace(/-.*$/s, '').toLowerCase()
}

/** Detects the language of a text, or returns undefined if it is too short or unclear. */
export async function detectLanguage(text: string): Promise<string | undefined> {
  const { detect } = await import('./language-detection.ts')
  for (const length of sampleLengths) {
    const sample = text.slice(0, length).replace(/https?:\S+/g, ' ')
    const { spaced, characters } = countWords(sample)
    if (spaced + characters >= fewestWords) {
      const written = characters > spaced ? scriptLanguage(sample) : undefined
      if (written) return written
      const detected = detect(sample)
      if (detected?.isReliable) return canonicalLanguage(detected.language)
    }
    if (text.length <= length) return undefined
  }
  return undefined
}

/** Chinese and Japanese are known by their characters. */
function scriptLanguage(text: string): string | undefined {
  if (/[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(text)) return 'ja'
  return /\p{sc=Han}/u.test(text) ? 'zh' : undefined
}
