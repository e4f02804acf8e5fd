import type { SourceFiles } from './source-file.ts'
import { urlSource, usualRules } from './url-source.ts'

/** What stands at a URL, as a source of the name of its host. */
export function webSource(url: URL, isPrivateAllowed: boolean): SourceFiles {
  return {
    source: url.host,
    base: `${url.origin}/`,
    root: url.origin,
    files: [urlSource(url, { ...usualRules, isPrivateAllowed })],
    skipped: [],
    isFolder: false,
  }
}
