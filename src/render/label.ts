import { type CalloutWords, calloutWords } from './callout-words.ts'
import { counted } from './counted.ts'
import { type PageWords, pageWords } from './page-words.ts'

/** Labels that a rendition adds to an article, in the language of the article. */
export type Labels = Omit<PageWords, 'readingTime' | 'views'> & {
  readingTime: (minutes: number) => string
  views: (count: number) => string
}

/** Labels in the language of a tag (BCP 47); English if the language is unknown. The text importer recognises all of them. */
export function labelsFor(tag: string): Labels {
  const language = labelLanguage(tag)
  const words: PageWords = pageWords[language]
  return {
    ...words,
    readingTime: minutes => counted(words.readingTime, language, minutes),
    views: count => counted(words.views, language, count),
  }
}

/**
 * The name of a callout kind in a language (BCP 47). A kind without a name is a note.
 *
 * @param title of the callout; if it contains the name, undefined is returned
 */
export function calloutLabel(kind: string, tag: string, title = ''): string | undefined {
  const words: CalloutWords = calloutWords[labelLanguage(tag)]
  const word = isCalloutKind(kind) ? words[kind] : words.note
  return fold(title).startsWith(fold(word)) ? undefined : word
}

/** Whether a text is the name of a callout kind in any known language. */
export function isCalloutWord(kind: string, text: string): boolean {
  const said = fold(text)
  const words: readonly CalloutWords[] = Object.values(calloutWords)
  return isCalloutKind(kind) && words.some(word => fold(word[kind]) === said)
}

export function isCalloutKind(kind: string): kind is keyof CalloutWords {
  return Object.hasOwn(calloutWords.en, kind)
}

type LabelLanguage = keyof typeof pageWords

/** Language tags that share the labels of another language, or are obsolete. */
const aliases: Readonly<Record<string, LabelLanguage>> = { no: 'nb', nn: 'nb', iw: 'he', in: 'id' }

function labelLanguage(tag: string): LabelLanguage {
  if (/^zh\b.*-(?:hant|tw|hk|mo)\b/i.test(tag)) return 'zh-Hant'
  const base = tag.split('-', 1)[0]?.toLowerCase() ?? ''
  const known = aliases[base] ?? base
  return isLabelLanguage(known) ? known : 'en'
}

function isLabelLanguage(tag: string): tag is LabelLanguage {
  return Object.hasOwn(pageWords, tag)
}

function fold(text: string): string {
  return text.normalize('NFC').trim().toLowerCase()
}
