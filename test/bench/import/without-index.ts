import { registerHooks } from 'node:module'

/** `node --import without-index.ts`: a store that does not index its articles for the search. */
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    return found.url.endsWith('/src/store/rows/search/search-index.ts')
      ? { ...found, url: new URL('no-search-index.ts', import.meta.url).href }
      : found
  },
})
