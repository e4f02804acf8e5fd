import { uuidv7 } from 'uuidv7'
import type { Site } from '../../../src/domain/site.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { openStore } from '../../../src/store/open.ts'
import { siteAndPrinter } from './site.ts'

/** The store in a file, made where there is none, as a command opens it. */
export async function openCorpus(path: string): Promise<{ store: Store; site: Site }> {
  const { site, printer } = siteAndPrinter()
  const tools = { printer, newId: uuidv7, clock: () => new Date(), waiting: 'blocking' } as const
  return { store: await openStore({ url: path, ...tools }), site }
}
