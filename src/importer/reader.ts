import type { Site } from '../domain/address/site.ts'
import { detect } from './detect.ts'
import type { Importer } from './importer.ts'
import { importers } from './importers.ts'
import { type ImportItem, type ItemProblem, type ReadOptions, readSource, type Source } from './source/run.ts'

export type Read = (source: Source) => AsyncIterable<ImportItem | ItemProblem>

/** Reads sources of one name for a site, each by the importer that its content, or its declared type, asks for. */
export function reader(
  source: string,
  site: Pick<Site, 'language' | 'timeZone' | 'customMembers'>,
  options: Pick<ReadOptions, 'language' | 'encoding' | 'dateOrder' | 'base' | 'pages' | 'reached'> = {},
): Read {
  const { language: siteLanguage, timeZone, customMembers } = site
  const read = { ...options, source, siteLanguage, timeZone, customMembers }
  return one => readSource(one, read, head => detect(head, importersFor(one.mediaType)))
}

/** Whether a declared media type says nothing, or is one that an importer reads. */
export function isReadable(mediaType: string | undefined): boolean {
  return mediaType === undefined || general.has(mediaType) || claiming(mediaType).length > 0
}

/** Media types that importers read, but for `application/octet-stream`. */
export function readableTypes(): string[] {
  return [...new Set(importers.flatMap(importer => importer.mediaTypes))]
}

/** Types that say no more than what the bytes are made of: which kind of source it is, its content tells. */
const general = new Set(['application/octet-stream', 'text/plain', 'application/json', 'application/xml', 'text/xml'])

function importersFor(mediaType: string | undefined): readonly [Importer, ...Importer[]] {
  if (mediaType === undefined || general.has(mediaType)) return importers
  const [first, ...others] = claiming(mediaType)
  return first ? [first, ...others] : importers
}

function claiming(mediaType: string): Importer[] {
  return importers.filter(importer => importer.mediaTypes.includes(mediaType))
}
