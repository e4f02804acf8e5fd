import { type Caller, demandScope, hasScope } from '../domain/access/caller.ts'
import type { Article } from '../domain/article/article.ts'
import { demandUnscheduled } from '../domain/article/transition.ts'
import { decideLink, decideUnlink, sameArticle } from '../domain/article/translation.ts'
import { AppError } from '../domain/error.ts'
import type { Id } from '../domain/id.ts'
import { now } from '../domain/instant.ts'
import type { ArticleDecision, Lookup } from '../domain/store/article-store.ts'
import {
  type Asked,
  demandVersion,
  type EditorialDeps,
  type Expected,
  notFound,
  type Outcome,
  type PlannedWrite,
  resultsOf,
  writeArticle,
  writeTogether,
} from './article-write.ts'

/** An article that becomes a translation, or none any more. */
type Translation = { target: { id: Id } | { externalId: string }; expected?: Expected | undefined; caller: Caller }

/**
 * Makes an article a translation of another one, and so of all that the other is one of.
 *
 * @throws AppError `article-not-found`, `version-conflict`, `transition-refused`, `translation-taken`,
 *   `invalid-request`, `scope-missing`, `article-scheduled`
 */
export async function linkTranslation(
  id: Id,
  expected: Expected,
  of: Id,
  caller: Caller,
  asked: Omit<Asked, 'idempotency'>,
  deps: EditorialDeps,
): Promise<Outcome> {
  const writes = planLink({ target: { id }, expected, of, caller }, deps)
  const [result] = resultsOf(await writeTogether(writes, { ...asked, allOrNothing: true }, deps), [writes.length])
  if (!result) throw new Error('the store answered nothing')
  if (!result.ok) throw result.error
  return result.outcome
}

/** The writes of `linkTranslation`, to be done together or not at all: of the other article, and of the one itself. */
export function planLink(
  { target, expected = 'any', of, caller }: Translation & { of: Id },
  { clock, newId }: Pick<EditorialDeps, 'clock' | 'newId'>,
): PlannedWrite[] {
  const fresh = newId()
  const at = now(clock)
  let group = fresh
  const original: PlannedWrite = {
    target: { id: of },
    decide(other, lookup) {
      if (!other) throw unknown(of)
      demandRight(other, caller, lookup)
      group = other.translationGroup ?? fresh
      return decideLink(other, group, at)
    },
  }
  const own: PlannedWrite = {
    target,
    languageAt: '/of',
    decide(current, lookup) {
      if (!current) throw notFound('id' in target ? 'id' : 'external id')
      if (current.id === of) throw sameArticle()
      demandVersion(current, expected)
      demandRight(current, caller, lookup)
      return decideLink(current, group, at)
    },
  }
  return [original, own]
}

/** @throws AppError `article-not-found`, `version-conflict`, `transition-refused`, `scope-missing`, `article-scheduled` */
export async function unlinkTranslation(
  id: Id,
  expected: Expected,
  caller: Caller,
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  return writeArticle(planUnlink({ target: { id }, expected, caller }, deps), asked, deps)
}

/** The write of `unlinkTranslation`. */
export function planUnlink(
  { target, expected = 'any', caller }: Translation,
  { clock }: Pick<EditorialDeps, 'clock'>,
): PlannedWrite {
  const decide = (current: Article | undefined, lookup: Lookup): ArticleDecision => {
    if (!current) throw notFound('id' in target ? 'id' : 'external id')
    demandVersion(current, expected)
    demandRight(current, caller, lookup)
    return decideUnlink(current, now(clock))
  }
  return { target, decide }
}

/**
 * Published translations name each other: what changes their group needs the right to publish.
 *
 * @throws AppError `scope-missing`, `article-scheduled`
 */
function demandRight(article: Article, caller: Caller, lookup: Lookup): void {
  const { status, translationGroup: group } = article
  const isShown = status === 'published' || (group !== undefined && lookup.isGroupPublished(group))
  if (isShown) demandScope(caller, 'articles:publish')
  demandUnscheduled(article, lookup, hasScope(caller, 'articles:publish'))
}

function unknown(of: Id): AppError {
  const detail = `No article has the id "${of}".`
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '/of', code: 'invalid', detail }],
  })
}
