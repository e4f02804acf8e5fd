import type { NewId } from '../domain/id.ts'
import { type Clock, instantOf } from '../domain/instant.ts'
import type { Store } from '../domain/store/store.ts'
import type { Written } from '../domain/store/write.ts'
import type { ImportItem } from '../importer/run.ts'
import { decideImport, type ImportDecision } from './import-decision.ts'
import { type ImportOutcome, summarise } from './import-outcome.ts'
import { resolveTerms } from './resolve-terms.ts'

export type ImportOptions = {
  publish: boolean
  /** Replace what editors changed since the last import. */
  force: boolean
  actor: string
}

export type ImportDeps = {
  store: Pick<Store, 'resolveTerms' | 'writeArticles'>
  clock: Clock
  newId: NewId
  /** Whether a place that an earlier import read from still holds something. */
  originExists(origin: string): boolean
}

/**
 * Writes items into the store in one transaction; one bad item leaves the others alone.
 *
 * @param items with different `externalId`s; keep a batch so small that its write takes less than 50 ms
 */
export async function importArticles(
  items: readonly ImportItem[],
  { publish, force, actor }: ImportOptions,
  { store, clock, newId, originExists }: ImportDeps,
): Promise<ImportOutcome[]> {
  const at = instantOf(clock()) ?? ''
  const terms = await resolveTerms(
    items.map(item => item.imported.manuscript),
    store,
  )
  const decisions = new Map<ImportItem, ImportDecision>()
  const written = await store.writeArticles(
    items.map((item, index) => ({
      target: item.id === undefined ? { externalId: item.externalId } : { id: item.id },
      decide(now, around) {
        const own = terms[index] ?? { tagIds: [], authorIds: [] }
        const decision = decideImport(now, item, { at, newId, publish, force, originExists, terms: own, around })
        decisions.set(item, decision)
        return decision.decided
      },
    })),
    { at, actor },
  )
  return items.map((item, index) => outcome(item, written[index], decisions.get(item), at))
}

function outcome(
  { name, externalId, imported }: ImportItem,
  written: Written | undefined,
  decision: ImportDecision | undefined,
  at: string,
): ImportOutcome {
  const { notes, consumed } = imported.report
  if (!written?.ok || !decision) {
    const error = written?.ok === false ? written.error : undefined
    const problem = { code: error?.code ?? 'internal', detail: error?.message ?? 'The item was not written.' }
    return { name, externalId, result: 'problem', published: false, notes, consumed, problem }
  }
  const undated = decision.published && imported.manuscript.publishedAt === undefined
  return {
    name,
    externalId,
    result: decision.result,
    published: decision.published,
    article: written.article && summarise(written.article),
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
