import type { ImportItem, ItemProblem, Source } from '../importer/run.ts'
import { type ImportDeps, type ImportOptions, importArticles } from './import-articles.ts'
import type { ImportOutcome } from './import-outcome.ts'

type Read = (source: Source) => AsyncIterable<ImportItem | ItemProblem>

/** Milliseconds that one write may hold the lock, and the largest batch that is tried for it. */
const writeBudget = 40
const largestBatch = 500

/** Imports sources one after another, in batches that hold the write lock for less than 50 ms, and tells of each item. */
export async function* importSources(
  sources: Iterable<Source>,
  read: Read,
  options: ImportOptions,
  deps: ImportDeps,
): AsyncIterable<ImportOutcome> {
  let batch: ImportItem[] = []
  let size = 10
  const write = async (): Promise<ImportOutcome[]> => {
    if (batch.length === 0) return []
    const started = performance.now()
    const outcomes = await importArticles(batch, options, deps)
    size = nextSize(batch.length, performance.now() - started)
    batch = []
    return outcomes
  }
  for (const source of sources) {
    for await (const item of read(source)) {
      if ('problem' in item) {
        yield* await write()
        yield problemOutcome(item)
        continue
      }
      batch.push(item)
      if (batch.length >= size) yield* await write()
    }
  }
  yield* await write()
}

/** What would come of the sources, without a store. */
export async function* rehearseImport(
  sources: Iterable<Source>,
  read: Read,
): AsyncIterable<ImportOutcome & Partial<Pick<ImportItem, 'imported' | 'importer'>>> {
  for (const source of sources) {
    for await (const item of read(source)) {
      if ('problem' in item) yield problemOutcome(item)
      else yield { ...rehearsed(item), imported: item.imported, importer: item.importer }
    }
  }
}

function nextSize(written: number, elapsed: number): number {
  const fitting = Math.floor((written * writeBudget) / Math.max(elapsed, 1))
  return Math.min(largestBatch, written * 2, Math.max(1, fitting))
}

function problemOutcome({ name, externalId, problem: { code, detail, place } }: ItemProblem): ImportOutcome {
  const problem = { code, detail, place }
  return { name, externalId, result: 'problem', published: false, notes: [], consumed: [], problem }
}

function rehearsed({ name, externalId, imported: { report } }: ImportItem): ImportOutcome {
  return { name, externalId, result: 'readable', published: false, notes: report.notes, consumed: report.consumed }
}
