import type { Store } from '../../domain/store/store.ts'
import type { Read } from '../../importer/reader.ts'
import { bytesOf, type ImportItem, type ItemProblem, type Source } from '../../importer/source/run.ts'
import { type ImportDeps, type ImportOptions, importArticles } from './articles.ts'
import { createBatch } from './batch.ts'
import type { ImportOutcome } from './outcome.ts'

/** Milliseconds that one write may hold the lock: with the commit it stays below 50. */
const writeBudget = 40

/** Imports sources one after another, in batches that hold the write lock for less than 50 ms, and yields each result. */
export async function* importSources(
  sources: Iterable<Source>,
  read: Read,
  options: ImportOptions,
  deps: ImportDeps & { store: Pick<Store, 'claimSource'> },
): AsyncIterable<ImportOutcome> {
  if (!options.dryRun) await deps.store.claimSource(options.source)
  const batch = createBatch(
    (entries: readonly (ImportItem | ItemProblem)[]) => importArticles(entries, options, deps),
    bytesOf,
    writeBudget,
  )
  for (const source of sources) for await (const entry of read(source)) yield* await batch.add(entry)
  yield* await batch.flush()
}
