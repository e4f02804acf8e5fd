import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { Filter } from '../page/query.ts'
import type { CountedArticle, FieldTokens, MatchedArticle, SuggestionKind, TitleTokens } from '../search/document.ts'
import type { Match, Pattern } from '../search/match.ts'
import type { PrintPage } from './print-store.ts'

/** Members of articles that search results are counted by. */
export const facetNames = ['category', 'tag', 'author', 'language', 'year'] as const

export type FacetName = (typeof facetNames)[number]

/** The value of a facet: a term, or a language tag or year in `value`. */
export type FacetCount = { value: string; count: number; term?: { id: Id; slug: string; name: string } }

/** State of the search index. */
export type SearchState = {
  /** Whether all delivered articles are indexed. */
  isComplete: boolean
  /** Number of delivered articles. */
  articles: number
  /** Languages of the delivered articles (BCP 47). */
  languages: string[]
}

export type IndexProgress = { indexed: number; left: number }

export type SuggestedEntry = {
  kind: SuggestionKind
  text: string
  tokens: string[]
  /** Id of the article or of the term. */
  owner: Id
  slug: string
  /** Anchor of a heading. */
  anchor: string
  /** Title and publication of the article, or of the newest article of the term. */
  title: string
  publishedAt: Instant
}

/**
 * The index of the delivered articles. It changes in the transactions that publish and withdraw. How texts become tokens,
 * how queries are read and how results are ranked is decided in `src/search`.
 */
export interface SearchStore {
  searchState(): Promise<SearchState>

  /** Indexes articles of a store that has none or another version of the index, for about 10 ms of writing (SQLite) or 100 ms (PostgreSQL). */
  indexArticles(): Promise<IndexProgress>

  /** Number of articles that match, at most `limit`. */
  countMatches(match: Match, filter: Filter, limit?: number): Promise<number>

  /** The newest or oldest matching articles, by publication and then by id. */
  matches(match: Match, filter: Filter, page: { order: 'newest' | 'oldest'; limit: number }): Promise<MatchedArticle[]>

  /**
   * The articles that match, in any order, with how often each of some patterns occurs in them. For matches that few articles
   * have. Undefined if reading the tokens of the articles is faster.
   */
  countedMatches(match: Match, filter: Filter, patterns: readonly Pattern[]): Promise<CountedArticle[] | undefined>

  /** The tokens of articles, in any order. An article that was withdrawn meanwhile has none. */
  fieldTokens(ids: readonly Id[]): Promise<Map<Id, FieldTokens>>

  /** The same of title and key takeaways only, which is a small part of the text. */
  titleTokens(ids: readonly Id[]): Promise<Map<Id, TitleTokens>>

  /** The most frequent values of facets among all matches. */
  countFacets(
    match: Match,
    filter: Filter,
    facets: readonly FacetName[],
    limit: number,
  ): Promise<Partial<Record<FacetName, FacetCount[]>>>

  /** Words of delivered articles: those with the first letter of the word, or equal from the second letter. */
  similarWords(word: string, maxLengthDifference: number): Promise<string[]>

  /** Words of suggestions that begin with some letters. */
  suggestedWords(start: string, limit: number): Promise<string[]>

  /** Titles, headings and terms with all of the words; the last one is the beginning of a word. */
  suggestions(words: readonly string[], limit: number): Promise<SuggestedEntry[]>

  /** Ids of the terms of a filter, and its values that no delivered article has. */
  filteredTerms(filter: Filter): Promise<Pick<PrintPage, 'termIds' | 'unknown'>>
}
