import { existsSync } from 'node:fs'
import type { Store } from '../domain/store/store.ts'
import type { Read } from '../importer/reader.ts'
import type { Source } from '../importer/run.ts'
import type { ImportDeps } from './import-articles.ts'
import type { ImportOutcome } from './import-outcome.ts'
import { importSources } from './import-sources.ts'
import { linkImported } from './link-imported.ts'

type Deps = Omit<ImportDeps, 'originExists' | 'store'> & {
  store: ImportDeps['store'] & Pick<Store, 'linkable'>
  actor: string
}

/** Imports and publishes sources, and links what they brought. */
export async function* publishSources(
  sources: Iterable<Source>,
  read: Read,
  { actor, ...deps }: Deps,
): AsyncIterable<ImportOutcome> {
  yield* importSources(sources, read, { publish: true, force: false, actor }, { ...deps, originExists: existsSync })
  await linkImported({ ...deps, actor })
}
