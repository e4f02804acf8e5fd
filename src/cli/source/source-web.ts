import type { TraceOutbound } from '../../outbound/trace.ts'
import type { SourceFiles } from './source-file.ts'
import { defaultRules, urlSource } from './url-source.ts'

/** A URL as a source that is named after its host. */
export function webSource(url: URL, isPrivateAllowed: boolean, trace?: TraceOutbound): SourceFiles {
  return {
    source: url.host,
    base: `${url.origin}/`,
    root: url.origin,
    files: [urlSource(url, { ...defaultRules, isPrivateAllowed, trace })],
    skipped: [],
    sitePages: [],
    isFolder: false,
  }
}
