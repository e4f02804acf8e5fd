import type { Id } from '../domain/id.ts'
import type { Filter } from '../domain/page/query.ts'
import type { FacetName, SearchStore } from '../domain/store/search-store.ts'
import type { Recency } from './rank.ts'

/** The last hit that can be reached by paging. */
export const maxHits = 1000

export const searchSorts = ['relevance', '-publishedAt', 'publishedAt'] as const

export type SearchSort = (typeof searchSorts)[number]

/** A position in a ranked list, between two hits. */
export type HitPosition = { score: number; at: string; id: Id; section?: number | undefined }

/** What the rarity of words is computed from: all articles, and those that match each clause of the query. */
export type RarityCounts = { articles: number; documents: readonly number[] }

export type SearchRequest = {
  q: string
  filter: Filter
  sort: SearchSort
  /** Whether unknown words are corrected. */
  typos: boolean
  /** Whether each section is a hit. */
  bySection: boolean
  limit: number
  from?: HitPosition | undefined
  backwards: boolean
  /** Those of the first page. */
  rarity?: RarityCounts | undefined
  /** Whether to count all matching articles. */
  count: boolean
  facets: readonly FacetName[]
  recency: Recency
  /** Milliseconds since 1970, for the recency. */
  now: number
}

/** The part of the store that a search reads. */
export type SearchReader = Omit<SearchStore, 'indexArticles'>
