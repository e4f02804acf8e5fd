import type { SearchIndex } from '../../../src/store/rows/search/search-index.ts'

/** Takes the place of the search index of a store, and does nothing: see `without-index.ts`. */
export function createSearchIndex(): SearchIndex {
  return { *put() {}, *remove() {}, *clear() {} }
}
