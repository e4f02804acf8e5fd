import type { Site } from '../domain/address/site.ts'
import { type Article, articleEtag, isTagOf } from '../domain/article/article.ts'
import type { Schedule, Scheduled } from '../domain/article/schedule.ts'
import { demandOwnLanguage } from '../domain/article/translation.ts'
import { type WorkingCopy, workingCopyOf } from '../domain/article/working-copy.ts'
import { termIds } from '../domain/content/content.ts'
import { AppError } from '../domain/error.ts'
import type { Id, NewId } from '../domain/id.ts'
import { type Clock, now } from '../domain/instant.ts'
import type { ArticleDecision, ArticleWrite, Lookup } from '../domain/store/article-store.ts'
import type { Answered, Repeatable, Unfinished } from '../domain/store/idempotency-store.ts'
import type { Store } from '../domain/store/store.ts'
import type { Requester, Write, Written } from '../domain/store/write.ts'
import type { Term } from '../domain/term/term.ts'

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

/** Who asks for a write, and what to keep of the answer if the request has an idempotency key. */
export type Asked = Requester & {
  idempotency?: (Repeatable & { answer(outcome: Outcome): Answered }) | undefined
}

/** The outcome of a write to one article. */
export type Outcome = {
  /** The article after the write; undefined if it was erased. */
  copy: WorkingCopy | undefined
  created: boolean
}

/** The states that a request may change: the entity tags in `If-Match`, without quotes; `any` for `*`. */
export type Expected = readonly string[] | 'any'

/** The result of one of several writes. */
export type Result = { ok: true; outcome: Outcome } | { ok: false; error: AppError }

/** A write to an article, and the pointer to what decides its language in the body of the request. */
export type PlannedWrite = ArticleWrite & { languageAt?: string | undefined }

type Notes = NonNullable<WorkingCopy['notes']>

/** Options of several writes in one transaction. */
export type Together = Requester &
  Pick<Write, 'allOrNothing'> & {
    idempotency?:
      | (Omit<NonNullable<Write['idempotency']>, 'answer'> & {
          answer(results: readonly Result[]): Answered | Unfinished | undefined
        })
      | undefined
  }

/**
 * Writes one article.
 *
 * @throws AppError what the decision throws; `version-conflict`
 */
export async function writeArticle(
  item: PlannedWrite,
  { idempotency, ...who }: Asked,
  deps: Pick<EditorialDeps, 'store' | 'clock' | 'site'>,
): Promise<Outcome> {
  const kept = idempotency && {
    ...idempotency,
    answer: ([one]: readonly Result[]) => (one?.ok ? idempotency.answer(one.outcome) : undefined),
  }
  const [result] = await writeTogether([item], { ...who, idempotency: kept }, deps)
  if (!result) throw new Error('the store answered nothing')
  if (!result.ok) throw result.error
  return result.outcome
}

/** Writes several articles in one transaction. An item that fails leaves the others alone, unless `allOrNothing`. */
export async function writeTogether(
  items: readonly PlannedWrite[],
  { idempotency, ...who }: Together,
  { store, clock, site }: Pick<EditorialDeps, 'store' | 'clock' | 'site'>,
): Promise<Result[]> {
  const watched = items.map(item => watch(item, who))
  const results = (written: readonly Written[]) =>
    written.map((one, index): Result => {
      if (!one.ok) return one
      return { ok: true, outcome: watched[index]?.outcome(one, site) ?? { copy: undefined, created: false } }
    })
  const write: Write = {
    at: now(clock),
    ...who,
    idempotency: idempotency && { ...idempotency, answer: written => idempotency.answer(results(written)) },
  }
  return results(
    await store.writeArticles(
      watched.map(({ item }) => item),
      write,
    ),
  )
}

/**
 * The results of items that need several writes each: the error of the last that failed, else the result of the last.
 *
 * @param counts how many writes each item has
 */
export function resultsOf(results: readonly Result[], counts: readonly number[]): Result[] {
  let end = 0
  return counts.flatMap(count => {
    end += count
    const own = results.slice(end - count, end)
    const failed = own.filter(one => !one.ok)
    return failed.findLast(one => !one.ok && one.error.code !== 'batch-undone') ?? failed[0] ?? own.slice(-1)
  })
}

/** Caches the lookups of a decision, so that its result needs no further queries. */
function watch({ target, decide, languageAt }: PlannedWrite, { actor, onBehalfOf }: Requester) {
  const seen: { created: boolean; scheduled: Scheduled[]; terms: Term[]; notes: Notes } = {
    created: false,
    scheduled: [],
    terms: [],
    notes: [],
  }
  return {
    item: {
      target,
      decide(current: Article | undefined, around: Lookup): ArticleDecision {
        const decided = decide(current, around)
        if (!decided.unchanged) demandOwnLanguage(current, decided.article, around, languageAt)
        const article = decided.unchanged ? current : decided.article
        seen.created = current === undefined
        seen.notes = decided.notes ?? []
        seen.terms = article ? around.terms(termIds(article.content)) : []
        seen.scheduled = after(current ? around.scheduled(current.id) : [], decided, { actor, onBehalfOf })
        return decided
      },
    },
    outcome({ article, delivered }: Extract<Written, { ok: true }>, site: Site): Outcome {
      const copy = article && workingCopyOf(article, seen.terms, seen.scheduled, delivered, site)
      return { created: seen.created, copy: copy && seen.notes.length > 0 ? { ...copy, notes: seen.notes } : copy }
    },
  }
}

/**
 * The working copy with an id, at a version that a request may change.
 *
 * @throws AppError `article-not-found`, `version-conflict`
 */
export async function articleAt(id: Id, expected: Expected, { store }: Pick<EditorialDeps, 'store'>): Promise<Article> {
  const current = await store.article(id)
  if (!current) throw notFound()
  demandVersion(current, expected)
  return current
}

/** @throws AppError `version-conflict` */
export function demandVersion(current: Article, expected: Expected): void {
  if (expected === 'any' || expected.some(tag => isTagOf(tag, current))) return
  const { version } = current
  const etag = articleEtag(current)
  const detail = `The article is at version ${version}, and its “ETag” is ${etag}. Read it again.`
  throw new AppError('version-conflict', detail, { version, etag })
}

/** @throws AppError `version-conflict` for an article in a state that there must not be */
export function demandNone(current: Article, excluded: Expected): void {
  if (excluded !== 'any' && !excluded.some(tag => isTagOf(tag, current))) return
  const { version } = current
  const etag = articleEtag(current)
  const detail = `The article already exists, at version ${version}. Its “ETag” is ${etag}.`
  throw new AppError('version-conflict', detail, { version, etag })
}

export function notFound(by: 'id' | 'external id' = 'id'): AppError {
  return new AppError('article-not-found', `No article has that ${by}.`)
}

function after(
  before: readonly Scheduled[],
  decided: ArticleDecision,
  by: Pick<Scheduled, 'actor' | 'onBehalfOf'>,
): Scheduled[] {
  if (decided.unchanged) return [...before]
  const { article, schedule = {} } = decided
  const kept = before.filter(({ kind }) => schedule[kind] === undefined)
  return [...kept, ...set(schedule).map(one => ({ ...one, articleId: article.id, ...by }))]
}

function set(schedule: Schedule): Pick<Scheduled, 'kind' | 'dueAt'>[] {
  return (['publish', 'expire'] as const).flatMap(kind => {
    const wanted = schedule[kind]
    return wanted ? [{ kind, dueAt: wanted.dueAt }] : []
  })
}
