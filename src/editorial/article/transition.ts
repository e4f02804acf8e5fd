import { type Caller, demandScope, hasScope } from '../../domain/access/caller.ts'
import type { Article } from '../../domain/article/article.ts'
import type { Edition } from '../../domain/article/edition.ts'
import { decideTagging, type TagAction } from '../../domain/article/tagging.ts'
import type { MovedTo } from '../../domain/article/tombstone.ts'
import {
  decideEnd,
  decideErase,
  decidePublish,
  decideRevert,
  decideSchedule,
  demandUnscheduled,
} from '../../domain/article/transition.ts'
import { termIds, withKnownTerms } from '../../domain/content/content.ts'
import type { CorrectionNote } from '../../domain/content/correction.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { type Instant, now } from '../../domain/instant.ts'
import type { ArticleDecision, ArticleWrite, Lookup } from '../../domain/store/article/article-store.ts'
import { demandVersion, type Expected, notFound } from './precondition.ts'
import { type EditorialDeps, type Outcome, type RequestContext, writeArticle } from './write.ts'

/** Changes of an article's state. */
export type Transition =
  | { kind: 'publish'; correction?: Omit<CorrectionNote, 'id'> | undefined }
  | { kind: 'unpublish'; note?: string | undefined }
  | { kind: 'withdraw'; note?: string | undefined; movedTo?: MovedTo | undefined }
  | {
      kind: 'schedule'
      publishAt?: Instant | undefined
      expireAt?: Instant | undefined
      correction?: Omit<CorrectionNote, 'id'> | undefined
    }
  /** Refused for a scheduled article unless the requester may publish. */
  | { kind: 'revert'; mayPublish: boolean }
  /** Ends the delivery of a published article, which needs the scope `articles:publish`. */
  | { kind: 'delete'; caller: Caller }
  | { kind: 'erase' }
  /** Refused on a scheduled article unless the requester may publish. */
  | { kind: 'tag'; tagId: Id; action: TagAction; mayPublish: boolean }

/**
 * Changes the state of an article.
 *
 * @throws AppError `article-not-found`, `version-conflict`, `transition-refused`, `slug-taken`
 */
export async function transitionArticle(
  id: Id,
  expected: Expected,
  transition: Transition,
  context: RequestContext,
  deps: EditorialDeps,
): Promise<Outcome> {
  return writeArticle(planTransition({ id }, expected, transition, deps), context, deps)
}

/** The write of a transition. */
export function planTransition(
  target: { id: Id } | { externalId: string },
  expected: Expected,
  transition: Transition,
  { clock, newId }: Pick<EditorialDeps, 'clock' | 'newId'>,
): ArticleWrite {
  // Not in the decision, which may have to wait: the article would be published later than the change log says.
  const at = now(clock)
  const decide = (current: Article | undefined, lookup: Lookup): ArticleDecision => {
    if (!current) throw notFound('id' in target ? 'id' : 'external id')
    demandVersion(current, expected)
    return decideTransition(current, transition, lookup, { at, newId })
  }
  return { target, decide }
}

function decideTransition(
  current: Article,
  transition: Transition,
  lookup: Lookup,
  { at, newId }: Pick<EditorialDeps, 'newId'> & { at: Instant },
): ArticleDecision {
  const noted = (note: Omit<CorrectionNote, 'id'> | undefined) => note && { id: newId(), ...note }
  switch (transition.kind) {
    case 'publish':
      return decidePublish(current, at, lookup, noted(transition.correction))
    case 'unpublish':
      return decideEnd(current, 'unpublished', at, transition)
    case 'withdraw':
      return decideEnd(current, 'withdrawn', at, transition)
    case 'schedule':
      return decideSchedule(current, at, { ...transition, correction: noted(transition.correction) })
    case 'revert':
      demandUnscheduled(current, lookup, transition.mayPublish)
      return decideRevert(current, at, editionOf(current, lookup), lookup, transition.mayPublish)
    case 'delete':
      if (current.edition > 0) demandScope(transition.caller, 'articles:publish')
      demandUnscheduled(current, lookup, hasScope(transition.caller, 'articles:publish'))
      return decideEnd(current, 'deleted', at)
    case 'erase':
      return decideErase(current, at)
    case 'tag': {
      if (lookup.terms([transition.tagId]).length === 0) throw new AppError('term-not-found', 'The tag was deleted.')
      const decided = decideTagging(current, transition.tagId, transition.action, at)
      if (!decided.unchanged) demandUnscheduled(current, lookup, transition.mayPublish)
      return decided
    }
  }
}

function editionOf({ id, edition: number }: Article, lookup: Lookup): Edition | undefined {
  const edition = lookup.edition(id, number)
  return edition && { ...edition, content: withKnownTerms(edition.content, lookup.terms(termIds(edition.content))) }
}
