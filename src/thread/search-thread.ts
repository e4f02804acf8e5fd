import type { SearchResult } from '../search/search.ts'
import type { Searcher } from '../search/searcher.ts'
import type { SuggestedItem } from '../search/suggest.ts'
import { createThread } from './pool.ts'
import type { SearchTask } from './search.ts'

/** Threads of one process, so that a suggestion does not wait for a search. */
const threads = 2

/**
 * Searches in threads: a search for a common word takes longer than the event loop may be blocked. They start with the
 * first search.
 *
 * @param failed receives unexpected errors
 */
export function createSearchThreads(
  access: SearchTask,
  failed: (error: unknown) => void,
): Searcher & { close(): Promise<void> } {
  const thread = createThread('search', { keep: false, failed, max: threads })
  return {
    search: request => thread.run<SearchResult | undefined>('runSearch', { ...access, request }),
    suggest: input => thread.run<SuggestedItem[] | undefined>('runSuggest', { ...access, input }),
    close: thread.close,
  }
}
