import type { Site } from '../../domain/address/site.ts'
import type { Article } from '../../domain/article/article.ts'
import type { ScheduleChange, ScheduledAction } from '../../domain/article/schedule.ts'
import { demandOwnLanguage } from '../../domain/article/translation.ts'
import { type WorkingCopy, workingCopyOf } from '../../domain/article/working-copy.ts'
import { termIds } from '../../domain/content/content.ts'
import type { AppError } from '../../domain/error.ts'
import type { NewId } from '../../domain/id.ts'
import { type Clock, now } from '../../domain/instant.ts'
import type { IdempotentRequest, RequestProgress, StoredResponse } from '../../domain/store/access/idempotency-store.ts'
import type { ArticleDecision, ArticleWrite, Lookup } from '../../domain/store/article/article-store.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Requester, Write, Written } from '../../domain/store/write.ts'
import type { Term } from '../../domain/term/term.ts'

export type EditorialDeps = {
  store: Pick<
    Store,
    | 'article'
    | 'articleByExternalId'
    | 'publicState'
    | 'writeArticles'
    | 'termsById'
    | 'scheduled'
    | 'workingCopies'
    | 'countWorkingCopies'
    | 'lastWrite'
  >
  clock: Clock
  newId: NewId
  site: Site
}

/** The requester of a write. With an idempotency key, `answer` returns the response to store under it. */
export type RequestContext = Requester & {
  idempotency?: (IdempotentRequest & { answer(outcome: Outcome): StoredResponse }) | undefined
}

/** The outcome of a write to one article. */
export type Outcome = {
  /** The article after the write; undefined if it was erased. */
  copy: WorkingCopy | undefined
  created: boolean
}

/** The result of one of several writes. */
export type WriteResult = { ok: true; outcome: Outcome } | { ok: false; error: AppError }

/** A write to an article. `languageAt` is the JSON Pointer to the member of the request that sets its language. */
export type PlannedWrite = ArticleWrite & { languageAt?: string | undefined }

type Notes = NonNullable<WorkingCopy['notes']>

/** Options of several writes in one transaction. */
export type WriteOptions = Requester &
  Pick<Write, 'allOrNothing'> & {
    idempotency?:
      | (Omit<NonNullable<Write['idempotency']>, 'answer'> & {
          answer(results: readonly WriteResult[]): StoredResponse | RequestProgress | undefined
        })
      | undefined
  }

/**
 * Writes one article.
 *
 * @throws AppError the error of the decision; `version-conflict`
 */
export async function writeArticle(
  item: PlannedWrite,
  { idempotency, ...who }: RequestContext,
  deps: Pick<EditorialDeps, 'store' | 'clock' | 'site'>,
): Promise<Outcome> {
  const single = idempotency && {
    ...idempotency,
    answer: ([one]: readonly WriteResult[]) => (one?.ok ? idempotency.answer(one.outcome) : undefined),
  }
  const [result] = await writeTogether([item], { ...who, idempotency: single }, deps)
  if (!result) throw new Error('the store returned no result')
  if (!result.ok) throw result.error
  return result.outcome
}

/** Writes several articles in one transaction. An item that fails leaves the others alone, unless `allOrNothing`. */
export async function writeTogether(
  items: readonly PlannedWrite[],
  { idempotency, ...who }: WriteOptions,
  { store, clock, site }: Pick<EditorialDeps, 'store' | 'clock' | 'site'>,
): Promise<WriteResult[]> {
  const recorded = items.map(item => recordLookups(item, who))
  const results = (written: readonly Written[]) =>
    written.map((one, index): WriteResult => {
      if (!one.ok) return one
      return { ok: true, outcome: recorded[index]?.outcome(one, site) ?? { copy: undefined, created: false } }
    })
  const write: Write = {
    at: now(clock),
    ...who,
    idempotency: idempotency && { ...idempotency, answer: written => idempotency.answer(results(written)) },
  }
  return results(
    await store.writeArticles(
      recorded.map(({ item }) => item),
      write,
    ),
  )
}

/**
 * Merges the results of items with several writes: the error of the last write that failed, else the result of the last.
 *
 * @param counts number of writes of each item
 */
export function resultsOf(results: readonly WriteResult[], counts: readonly number[]): WriteResult[] {
  let end = 0
  return counts.flatMap(count => {
    end += count
    const own = results.slice(end - count, end)
    const failed = own.filter(one => !one.ok)
    return failed.findLast(one => !one.ok && one.error.code !== 'batch-undone') ?? failed[0] ?? own.slice(-1)
  })
}

/** Caches the lookups of a decision, so that its result needs no further queries. */
function recordLookups({ target, decide, languageAt }: PlannedWrite, { actor, onBehalfOf }: Requester) {
  const seen: { created: boolean; scheduled: ScheduledAction[]; terms: Term[]; notes: Notes } = {
    created: false,
    scheduled: [],
    terms: [],
    notes: [],
  }
  return {
    item: {
      target,
      decide(current: Article | undefined, lookup: Lookup): ArticleDecision {
        const decided = decide(current, lookup)
        if (!decided.unchanged) demandOwnLanguage(current, decided.article, lookup, languageAt)
        const article = decided.unchanged ? current : decided.article
        seen.created = current === undefined
        seen.notes = decided.notes ?? []
        seen.terms = article ? lookup.terms(termIds(article.content)) : []
        seen.scheduled = scheduledAfter(current ? lookup.scheduled(current.id) : [], decided, { actor, onBehalfOf })
        return decided
      },
    },
    outcome({ article, delivered }: Extract<Written, { ok: true }>, site: Site): Outcome {
      const copy = article && workingCopyOf(article, seen.terms, seen.scheduled, delivered, site)
      return { created: seen.created, copy: copy && seen.notes.length > 0 ? { ...copy, notes: seen.notes } : copy }
    },
  }
}

function scheduledAfter(
  before: readonly ScheduledAction[],
  decided: ArticleDecision,
  by: Pick<ScheduledAction, 'actor' | 'onBehalfOf'>,
): ScheduledAction[] {
  if (decided.unchanged) return [...before]
  const { article, schedule = {} } = decided
  const kept = before.filter(({ kind }) => schedule[kind] === undefined)
  return [...kept, ...newlyScheduled(schedule).map(one => ({ ...one, articleId: article.id, ...by }))]
}

function newlyScheduled(schedule: ScheduleChange): Pick<ScheduledAction, 'kind' | 'dueAt'>[] {
  return (['publish', 'expire'] as const).flatMap(kind => {
    const wanted = schedule[kind]
    return wanted ? [{ kind, dueAt: wanted.dueAt }] : []
  })
}
