import type { Site } from '../domain/site.ts'
import { detect } from '../importer/detect.ts'
import { importers } from '../importer/importers.ts'
import { type ReadOptions, readSource, type Source } from '../importer/run.ts'

/** Reads sources of one name for a site, each by the importer that its content asks for. */
export function reader(
  source: string,
  site: Site,
  options: Pick<ReadOptions, 'language' | 'encoding' | 'dateOrder' | 'base'> = {},
) {
  const read = { ...options, source, siteLanguage: site.language, timeZone: site.timeZone }
  return (one: Source) => readSource(one, read, head => detect(head, importers))
}
