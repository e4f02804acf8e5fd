import type { Id } from '../id.ts'

/** The searchable fields of an article. */
export const searchFields = ['title', 'keyTakeaway', 'heading', 'summary', 'author', 'category', 'tag', 'body'] as const

export type SearchField = (typeof searchFields)[number]

/**
 * Tokens of each field, separated by spaces. `_` separates units: takeaways, terms, sections. The units of `heading` and
 * `body` are the sections of the article, in order. In each unit the words are followed by those stems that differ from
 * their word, each once and with `=` in front: `ferries run _ pays =ferri`.
 */
export type FieldTokens = Record<SearchField, string>

/** The tokens by which related articles are compared. */
export type TitleTokens = Pick<FieldTokens, 'title' | 'keyTakeaway'>

/** A title, heading or term that the search suggests. */
export type Suggestion = {
  kind: SuggestionKind
  text: string
  /** The anchor of a heading, the id of a term. */
  ref: string
  /** Distinct words of the text. */
  tokens: readonly string[]
}

export const suggestionKinds = ['title', 'heading', 'category', 'tag', 'author'] as const

export type SuggestionKind = (typeof suggestionKinds)[number]

/** An article as the search index stores it. */
export type SearchDocument = {
  fields: FieldTokens
  /** Distinct words that a misspelt word may be corrected to. */
  words: readonly string[]
  suggestions: readonly Suggestion[]
}

/** An article that matches. `publishedAt`: seconds since 1970. A search compares hundreds of them. */
export type MatchedArticle = { articleId: Id; publishedAt: number }

/** The same with its tokens, for ranking. */
export type MatchedDocument = MatchedArticle & { fields: FieldTokens }

/** How often one of several patterns occurs in a field of an article. `pattern`: its position in the list. */
export type PatternCount = { field: SearchField; pattern: number; count: number }

/**
 * A match with what its score can be estimated from without its tokens. `bodyLength`: of the tokens of its body, in UTF-16
 * units; null = unknown.
 */
export type CountedArticle = MatchedArticle & { counts: readonly PatternCount[]; bodyLength: number | null }
