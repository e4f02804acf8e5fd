import type { Site } from '../domain/address/site.ts'
import { detect, headText } from './detect.ts'
import { feedImporter } from './format/feed/feed.ts'
import { ghostImporter } from './format/ghost/ghost.ts'
import { markdownImporter } from './format/markdown/markdown.ts'
import { ndjsonImporter } from './format/ndjson/ndjson.ts'
import type { Importer } from './importer.ts'
import { importers } from './importers.ts'
import { type ImportItem, type ItemProblem, type ReadOptions, readSource, type Source } from './source/run.ts'
import { startsAsPage } from './tree/page-start.ts'

export type Read = (source: Source) => AsyncIterable<ImportItem | ItemProblem>

/**
 * Returns a function that reads sources for a site. It detects the importer by media type and content. A file named `.md` is
 * Markdown unless it is a complete HTML page.
 */
export function reader(
  source: string,
  site: Pick<Site, 'language' | 'timeZone' | 'customMembers'>,
  options: Pick<
    ReadOptions,
    'language' | 'encoding' | 'dateOrder' | 'base' | 'pages' | 'onProgress' | 'isCareful'
  > = {},
): Read {
  const { language: siteLanguage, timeZone, customMembers } = site
  const read = { ...options, source, siteLanguage, timeZone, customMembers }
  return one =>
    readSource(one, read, head =>
      isNamedMarkdown(one) && !startsAsPage(headText(head))
        ? markdownImporter
        : detect(head, importersFor(one.mediaType)),
    )
}

/** Whether a file name says that a source is Markdown, and its media type does not say otherwise. */
function isNamedMarkdown({ name, mediaType }: Source): boolean {
  const isGeneral = mediaType === undefined || mediaType === 'application/octet-stream' || mediaType === 'text/plain'
  return isGeneral && markdownImporter.extensions.some(extension => name.toLowerCase().endsWith(extension))
}

/** Whether a declared media type is unspecific or supported by an importer. */
export function isReadable(mediaType: string | undefined): boolean {
  return mediaType === undefined || general.has(mediaType) || claiming(mediaType).length > 0
}

/** Media types that importers support, without `application/octet-stream`. */
export function readableTypes(): string[] {
  return [...new Set(importers.flatMap(importer => importer.mediaTypes))]
}

/** Unspecific types. The importer is detected by content. */
const general = new Set(['application/octet-stream', 'text/plain', 'application/xml', 'text/xml'])

/** The last one reports what is wrong with other JSON: it must never become an article of plain text. */
const jsonImporters = [ghostImporter, feedImporter, ndjsonImporter] as const

function importersFor(mediaType: string | undefined): readonly [Importer, ...Importer[]] {
  if (mediaType === undefined || general.has(mediaType)) return importers
  if (mediaType === 'application/json') return jsonImporters
  const [first, ...others] = claiming(mediaType)
  return first ? [first, ...others] : importers
}

function claiming(mediaType: string): Importer[] {
  return importers.filter(importer => importer.mediaTypes.includes(mediaType))
}
