import type { Counted } from './counted.ts'
import words from './page-words.json' with { type: 'json' }

/** The words that a page adds to its article. */
export type PageWords = {
  keyTakeaways: string
  contents: string
  corrections: string
  footnotes: string
  updated: string
  /** Before the names of the authors, with a colon if the language requires one. */
  by: string
  tags: string
  readingTime: Counted
  views: Counted
}

/** By language (BCP 47). Numbers come first, so that the text importer reads them. */
export const pageWords = words satisfies Record<string, PageWords>
