import { type Caller, demandScope, hasScope } from '../../domain/access/caller.ts'
import type { Article } from '../../domain/article/article.ts'
import { demandUnscheduled } from '../../domain/article/transition.ts'
import { decideLink, sameArticle } from '../../domain/article/translation.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { now } from '../../domain/instant.ts'
import type { Lookup } from '../../domain/store/article/article-store.ts'
import { demandVersion, type Expected, notFound } from './precondition.ts'
import {
  type EditorialDeps,
  type Outcome,
  type PlannedWrite,
  type RequestContext,
  resultsOf,
  writeTogether,
} from './write.ts'

/** An article to link to, or to unlink from, its translations. */
export type Translation = {
  target: { id: Id } | { externalId: string }
  expected?: Expected | undefined
  caller: Caller
}

/**
 * Makes an article a translation of another one, and of all translations of that one.
 *
 * @throws AppError `article-not-found`, `version-conflict`, `transition-refused`, `translation-taken`,
 *   `invalid-request`, `scope-missing`, `article-scheduled`
 */
export async function linkTranslation(
  id: Id,
  expected: Expected,
  of: Id,
  caller: Caller,
  context: Omit<RequestContext, 'idempotency'>,
  deps: EditorialDeps,
): Promise<Outcome> {
  const writes = planLink({ target: { id }, expected, of, caller }, deps)
  const [result] = resultsOf(await writeTogether(writes, { ...context, allOrNothing: true }, deps), [writes.length])
  if (!result) throw new Error('the store returned no result')
  if (!result.ok) throw result.error
  return result.outcome
}

/** The writes of `linkTranslation`, for one transaction: the original first, then the translation. */
export function planLink(
  { target, expected = 'any', of, caller }: Translation & { of: Id },
  { clock, newId }: Pick<EditorialDeps, 'clock' | 'newId'>,
): PlannedWrite[] {
  const newGroup = newId()
  const at = now(clock)
  let group = newGroup
  const original: PlannedWrite = {
    target: { id: of },
    decide(other, lookup) {
      if (!other) throw unknownOriginal(of)
      demandPublishRight(other, caller, lookup)
      group = other.translationGroup ?? newGroup
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
      demandPublishRight(current, caller, lookup)
      return decideLink(current, group, at)
    },
  }
  return [original, own]
}

/**
 * Published translations list each other, so a change of their group needs the scope `articles:publish`.
 *
 * @throws AppError `scope-missing`, `article-scheduled`
 */
export function demandPublishRight(article: Article, caller: Caller, lookup: Lookup): void {
  const { status, translationGroup: group } = article
  const isShown = status === 'published' || (group !== undefined && lookup.isGroupPublished(group))
  if (isShown) demandScope(caller, 'articles:publish')
  demandUnscheduled(article, lookup, hasScope(caller, 'articles:publish'))
}

function unknownOriginal(of: Id): AppError {
  const detail = `No article has the id "${of}".`
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '/of', code: 'invalid', detail }],
  })
}
