import { wordLists } from './words/languages.ts'

/** Phrases that one language uses around an article. All are in lower case, with straight apostrophes. */
export type Words = {
  /** Headings of a table of contents. */
  contents: readonly string[]
  /** Labels before a colon. */
  labels: Readonly<Record<Label, readonly string[]>>
  /** Words before a fact without a colon: "Published 22 November". */
  leading: Readonly<Record<'published' | 'updated' | 'category' | 'embargo', readonly string[]>>
  /** Lines that say that the text is not public. */
  withheld: readonly string[]
  /** Words before author names. */
  by: readonly string[]
  /** Words between author names. */
  and: readonly string[]
  /** Units of a number of views. */
  views: readonly string[]
  minutes: readonly string[]
  hours: readonly string[]
  /** Words that add nothing to a reading time, a date or a number of views. */
  filler: readonly string[]
  /** Words after a number, with their factor. */
  multipliers: Readonly<Record<string, number>>
  /** Twelve lists: the name of each month and its abbreviations. */
  months: readonly (readonly string[])[]
  /** Buttons and links of a page. */
  controls: readonly string[]
  /** First words of a caption or credit line, before a colon. */
  captions: readonly string[]
  /** Words of roles after the name of an author. */
  roles: readonly string[]
  /** Words in names of organisations. */
  organisations: readonly string[]
}

export type Label =
  | 'title'
  | 'summary'
  | 'published'
  | 'updated'
  | 'category'
  | 'tags'
  | 'authors'
  | 'views'
  | 'readingTime'
  | 'language'
  | 'status'
  | 'embargo'

/** All languages: an article may mix them, and its language is only known after it was read. */
export const words: readonly Words[] = Object.values(wordLists)

/** BCP 47 tags of the languages that have a word list. */
export const wordLanguages: readonly string[] = Object.keys(wordLists)
