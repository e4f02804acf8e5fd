import type { SearchField } from './document.ts'

/** Consecutive tokens within one unit of a field; with `isPrefix` the last one is the beginning of a word. */
export type Pattern = { tokens: readonly string[]; isPrefix?: boolean; field?: SearchField | undefined }

/**
 * What a document must contain: one pattern of each member of `all` and no pattern of `none`. With `atLeast` it is enough
 * to match that many members of `all`. An empty `all` matches nothing.
 *
 * `maxPhraseDocuments` limits an index without positions of words: it looks for phrases only in this number of the newest
 * documents that have all their words.
 */
export type Match = {
  all: readonly (readonly Pattern[])[]
  none: readonly Pattern[]
  atLeast?: number | undefined
  maxPhraseDocuments?: number | undefined
}
