import { existsSync } from 'node:fs'
import { operatorRights } from '../../domain/import/job.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Read } from '../../importer/reader.ts'
import type { Source } from '../../importer/source/run.ts'
import type { ImportDeps } from './articles.ts'
import { linkImported } from './link.ts'
import type { ImportOutcome } from './outcome.ts'
import { importSources } from './sources.ts'
import { linkTranslations } from './translation.ts'

type Deps = Omit<ImportDeps, 'originExists' | 'store'> & {
  store: ImportDeps['store'] & Pick<Store, 'linkable' | 'translations' | 'claimSource'>
  actor: string
  /** Name of the source. */
  source: string
  /** Base URL of the files on the web, if known. */
  base: string | undefined
}

/** Imports and publishes sources, then links their articles. */
export async function* publishSources(
  sources: Iterable<Source>,
  read: Read,
  { actor, source, base, ...deps }: Deps,
): AsyncIterable<ImportOutcome> {
  const how = { publish: true, force: false, actor, source, rights: operatorRights(base) }
  yield* importSources(sources, read, how, { ...deps, originExists: existsSync })
  await linkImported({ ...deps, actor })
  await linkTranslations(source, { ...deps, actor, mayPublish: true })
}
