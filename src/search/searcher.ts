import { type Analyser, createAnalyser } from './analyser.ts'
import { type SearchResult, search } from './search.ts'
import type { SearchReader, SearchRequest } from './search-request.ts'
import { type SuggestedItem, suggest } from './suggest.ts'

/** Runs searches. Results are undefined while the index is built. */
export type Searcher = {
  search(request: SearchRequest): Promise<SearchResult | undefined>
  suggest(input: string): Promise<SuggestedItem[] | undefined>
}

/** Searches in this thread. */
export function createSearcher(store: SearchReader, analyser: Analyser = createAnalyser()): Searcher {
  return {
    search: request => search(store, analyser, request),
    suggest: input => suggest(store, analyser, input),
  }
}
