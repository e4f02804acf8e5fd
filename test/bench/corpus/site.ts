import { createHash } from 'node:crypto'
import { siteOf } from '../../../src/cli/site.ts'
import { parseConfig } from '../../../src/config.ts'
import type { Site } from '../../../src/domain/address/site.ts'
import { createPrinter, type Printer } from '../../../src/domain/print/print.ts'

/**
 * The environment that a production sets; everything else is Offprint's default. One address plays all readers here: what
 * it may ask for is counted as ever, but not the figure of one reader.
 */
export function environmentOf(path: string, port: number): Record<string, string> {
  const PUBLIC_URL = 'https://news.example.org'
  const RATE_LIMIT = '1000000/1'
  // All clients of a benchmark have one address.
  const own = { MAX_CONNECTIONS_PER_ADDRESS: '20000', MAX_STREAMS_PER_CLIENT: '10000', RATE_LIMIT }
  // A file of an older schema is not worth a copy of several gigabytes.
  const file = { DATABASE_URL: path, MIGRATION_BACKUP: 'false' }
  return { ...file, PORT: String(port), LOG_LEVEL: 'info', PUBLIC_URL, ...own, NODE_ENV: 'production' }
}

/** The site that servers of that environment have, and what prints for it: prints of another one would be made again. */
export function siteAndPrinter(): { site: Site; printer: Printer } {
  const site = siteOf(parseConfig(environmentOf('any.db', 3000)))
  return { site, printer: createPrinter(site, text => createHash('sha256').update(text).digest('base64url')) }
}
