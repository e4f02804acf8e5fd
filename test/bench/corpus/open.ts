import { createHash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { siteOf } from '../../../src/cli/site.ts'
import { parseConfig } from '../../../src/config.ts'
import { createPrinter } from '../../../src/domain/print.ts'
import type { Site } from '../../../src/domain/site.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { openStore } from '../../../src/store/open.ts'
import { environmentOf } from './file.ts'

/** The store in a file, with the site that the servers of the bench have: prints of another one would be made again. */
export async function openCorpus(path: string): Promise<{ store: Store; site: Site }> {
  const site = siteOf(parseConfig(environmentOf(path, 3000)))
  const printer = createPrinter(site, text => createHash('sha256').update(text).digest('base64url'))
  return {
    store: await openStore({ url: path, printer, newId: uuidv7, clock: () => new Date(), waiting: 'blocking' }),
    site,
  }
}
