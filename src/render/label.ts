import { type CalloutWords, calloutWords } from './callout-words.ts'
import { counted } from './counted.ts'
import { type PageWords, pageWords } from './page-words.ts'

/** The words that a rendition adds to an article, in the article's language. */
export type Labels = Omit<PageWords, 'readingTime' | 'views'> & {
  readingTime: (minutes: number) => string
  views: (count: number) => string
}

/** Labels in the language of a tag (BCP 47); English where there are none. The text importer knows all of them. */
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
 * The kind of a callout in words, in the language of a tag (BCP 47). A kind without a word of its own is a note.
 *
 * @param title of the callout; undefined is returned where it says the word itself
 */
export function calloutLabel(kind: string, tag: string, title = ''): string | undefined {
  const words: CalloutWords = calloutWords[labelLanguage(tag)]
  const word = isCalloutKind(kind) ? words[kind] : words.note
  return fold(title).startsWith(fold(word)) ? undefined : word
}

/** Whether a text is nothing but the kind of a callout, in any language that has a word for it. */
export function isCalloutWord(kind: string, text: string): boolean {
  const said = fold(text)
  const words: readonly CalloutWords[] = Object.values(calloutWords)
  return isCalloutKind(kind) && words.some(word => fold(word[kind]) === said)
}

export function isCalloutKind(kind: string): kind is keyof CalloutWords {
  return Object.hasOwn(calloutWords.en, kind)
}

type LabelLanguage = keyof typeof pageWords

/** Tags of languages that share the labels of another, or had another tag once. */
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
