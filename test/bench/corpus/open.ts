import { uuidv7 } from 'uuidv7'
import type { Site } from '../../../src/domain/address/site.ts'
import type { NewId } from '../../../src/domain/id.ts'
import type { Clock } from '../../../src/domain/instant.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { openStore } from '../../../src/store/open.ts'
import { siteAndPrinter } from './site.ts'

const real = { newId: () => uuidv7(), clock: () => new Date() }

/** The store in a file, made where there is none, as a command opens it. */
export async function openCorpus(
  path: string,
  tools: { newId: NewId; clock: Clock } = real,
): Promise<{ store: Store; site: Site }> {
  const { site, printer } = siteAndPrinter()
  return { store: await openStore({ url: path, printer, waiting: 'blocking', ...tools }), site }
}
