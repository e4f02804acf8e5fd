import type { Article } from '../../domain/article/article.ts'
import { demandOwnLanguage } from '../../domain/article/translation.ts'
import { AppError } from '../../domain/error.ts'
import type { NewId } from '../../domain/id.ts'
import type { ImportRights, UndatedRule } from '../../domain/import/job.ts'
import type { ImportStep } from '../../domain/import/step.ts'
import { type Clock, type Instant, now } from '../../domain/instant.ts'
import type { Lookup } from '../../domain/store/article/article-store.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Requester, Write, Written } from '../../domain/store/write.ts'
import type { ImportItem, ItemProblem } from '../../importer/source/run.ts'
import { decideImport, type ImportDecision } from './decision.ts'
import { type ImportOutcome, problemOutcome, summarise } from './outcome.ts'

export type ImportOptions = Requester & {
  publish: boolean
  /** Whether to replace changes that editors made since the last import. */
  force: boolean
  /** Whether to report the results without writing articles. */
  dryRun?: boolean
  /** What becomes of articles without a date; `publish` by default. `single` publishes the only article of a source. */
  undated?: UndatedRule | 'single'
  /** Name of the source. */
  source: string
  rights: ImportRights
}

export type ImportDeps = {
  store: Pick<Store, 'writeArticles'>
  clock: Clock
  newId: NewId
  /** Whether the origin of an earlier import still exists. */
  originExists(origin: string): boolean
}

/** The batch of an import job, with which the results are recorded. */
export type Recorded = Omit<NonNullable<Write['step']>, 'of'> & {
  of(outcomes: readonly ImportOutcome[]): ImportStep
}

/**
 * Writes items in one transaction; a failed item does not affect the others.
 *
 * @param entries in the order of their sources; few enough that the write takes less than 50 ms
 * @throws LeaseLost if the import job was cancelled or taken over by another process
 */
export async function importArticles(
  entries: readonly (ImportItem | ItemProblem)[],
  { publish, force, dryRun = false, undated = 'publish', source, rights, ...who }: ImportOptions,
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
        const how = { publish, force, undated, source, rights, originExists }
        const made = decideImport(current, item, { at: around.notBefore(at), newId, ...how, around })
        const decision = withOwnLanguage(current, made, around)
        decisions.set(item, decision)
        return dryRun ? { unchanged: true } : decision.decided
      },
    })),
    { at, ...who, step: step && { ...step, of: (results: readonly Written[]) => step.of(outcomes(results)) } },
  )
  return outcomes(written)
}

/**
 * A new article in a language that its translations already have is not linked to them, with a note.
 *
 * @throws AppError `translation-taken` where an article that has translations changes to the language of one of them
 */
function withOwnLanguage(current: Article | undefined, made: ImportDecision, around: Lookup): ImportDecision {
  if (made.decided.unchanged) return made
  try {
    demandOwnLanguage(current, made.decided.article, around)
    return made
  } catch (error) {
    if (current || !(error instanceof AppError)) throw error
    const { translationGroup: _, ...article } = made.decided.article
    const note = { code: 'translation-same-language', detail: `It is not linked to its translations. ${error.message}` }
    return { ...made, decided: { ...made.decided, article }, notes: [...made.notes, note] }
  }
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
  const article = decision.decided.unchanged ? written.article : decision.decided.article
  const isUndated = decision.published && imported.manuscript.publishedAt === undefined && article?.edition === 1
  return {
    name,
    externalId,
    result: decision.result,
    published: decision.published,
    article: article && { ...summarise(article), ...(dryRun && decision.result === 'created' && { id: undefined }) },
    notes: [
      ...notes,
      ...decision.notes,
      ...(isUndated
        ? [
            {
              code: 'published-now',
              detail: `No publication date was found. The article was published with today's: ${at}.`,
            },
          ]
        : []),
    ],
    consumed,
  }
}

/** The results of items that are refused, by error code. */
const refusals: Readonly<Record<string, ImportOutcome['result']>> = {
  'import-diverged': 'diverged',
  'import-conflict': 'conflict',
}
