import type { SourceFiles } from './source-file.ts'
import { defaultRules, urlSource } from './url-source.ts'

/** A URL as a source that is named after its host. */
export function webSource(url: URL, isPrivateAllowed: boolean): SourceFiles {
  return {
    source: url.host,
    base: `${url.origin}/`,
    root: url.origin,
    files: [urlSource(url, { ...defaultRules, isPrivateAllowed })],
    skipped: [],
    sitePages: [],
    isFolder: false,
  }
}
