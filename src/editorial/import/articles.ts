import { demandOwnLanguage } from '../../domain/article/translation.ts'
import type { NewId } from '../../domain/id.ts'
import type { ImportRights } from '../../domain/import/job.ts'
import type { ImportStep } from '../../domain/import/step.ts'
import { type Clock, type Instant, now } from '../../domain/instant.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Requester, Write, Written } from '../../domain/store/write.ts'
import type { ImportItem, ItemProblem } from '../../importer/source/run.ts'
import { decideImport, type ImportDecision } from './decision.ts'
import { type ImportOutcome, problemOutcome, summarise } from './outcome.ts'

export type ImportOptions = Requester & {
  publish: boolean
  /** Replace what editors changed since the last import. */
  force: boolean
  /** Decide and report, but write no article. */
  dryRun?: boolean
  /** Name of the source. */
  source: string
  rights: ImportRights
}

export type ImportDeps = {
  store: Pick<Store, 'writeArticles'>
  clock: Clock
  newId: NewId
  /** Whether a place that an earlier import read from still holds something. */
  originExists(origin: string): boolean
}

/** The step of an import job that a batch is: what to record of what becomes of it. */
export type Recorded = Omit<NonNullable<Write['step']>, 'of'> & {
  of(outcomes: readonly ImportOutcome[]): ImportStep
}

/**
 * Writes items into the store in one transaction; one bad item leaves the others alone.
 *
 * @param entries in the order of their sources; keep a batch so small that its write takes less than 50 ms
 * @throws LeaseLost where they are a step of an import that is no longer this process's
 */
export async function importArticles(
  entries: readonly (ImportItem | ItemProblem)[],
  { publish, force, dryRun = false, source, rights, ...who }: ImportOptions,
  { store, clock, newId, originExists }: ImportDeps,
  step?: Recorded,
): Promise<ImportOutcome[]> {
  const at = now(clock)
  const items = entries.filter(entry => 'imported' in entry)
  const decisions = new Map<ImportItem, ImportDecision>()
  const outcomes = (written: readonly Written[]): ImportOutcome[] => {
    const results = new Map(items.map((item, index) => [item, written[index]]))
    return entries.map(entry =>
      'problem' in entry
        ? problemOutcome(entry)
        : outcome(entry, results.get(entry), decisions.get(entry), { at, dryRun }),
    )
  }
  if (items.length === 0 && !step) return outcomes([])
  const written = await store.writeArticles(
    items.map(item => ({
      target: item.id === undefined ? { externalId: item.externalId } : { id: item.id },
      decide(current, around) {
        const how = { publish, force, source, rights, originExists }
        const decision = decideImport(current, item, { at: around.notBefore(at), newId, ...how, around })
        if (!decision.decided.unchanged) demandOwnLanguage(current, decision.decided.article, around)
        decisions.set(item, decision)
        return dryRun ? { unchanged: true } : decision.decided
      },
    })),
    { at, ...who, step: step && { ...step, of: (results: readonly Written[]) => step.of(outcomes(results)) } },
  )
  return outcomes(written)
}

function outcome(
  { name, externalId, imported }: ImportItem,
  written: Written | undefined,
  decision: ImportDecision | undefined,
  { at, dryRun }: { at: Instant; dryRun: boolean },
): ImportOutcome {
  const { notes, consumed } = imported.report
  if (!written?.ok || !decision) {
    const error = written?.ok === false ? written.error : undefined
    const problem = {
      code: error?.code ?? 'internal',
      detail: error?.message ?? 'The item was not written.',
      ...(error?.hint !== undefined && { hint: error.hint }),
    }
    const result = refusals[problem.code] ?? 'problem'
    return { name, externalId, result, published: false, notes, consumed, problem }
  }
  const undated = decision.published && imported.manuscript.publishedAt === undefined
  const article = decision.decided.unchanged ? written.article : decision.decided.article
  return {
    name,
    externalId,
    result: decision.result,
    published: decision.published,
    article: article && { ...summarise(article), ...(dryRun && decision.result === 'created' && { id: undefined }) },
    notes: [
      ...notes,
      ...decision.notes,
      ...(undated
        ? [{ code: 'published-now', detail: `The source states no date; it was published with today's: ${at}.` }]
        : []),
    ],
    consumed,
  }
}

/** The results of items that a rule of imports refuses, by error code. */
const refusals: Readonly<Record<string, ImportOutcome['result']>> = {
  'import-diverged': 'diverged',
  'import-conflict': 'conflict',
}
