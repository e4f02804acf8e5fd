import { type Caller, demandScope, hasScope } from '../domain/access/caller.ts'
import type { Article } from '../domain/article/article.ts'
import type { Edition } from '../domain/article/edition.ts'
import { decideTagging, type TagAction } from '../domain/article/tagging.ts'
import type { MovedTo } from '../domain/article/tombstone.ts'
import {
  decideEnd,
  decideErase,
  decidePublish,
  decideRevert,
  decideSchedule,
  demandUnscheduled,
} from '../domain/article/transition.ts'
import { type WorkingCopy, workingCopyOf } from '../domain/article/working-copy.ts'
import { termIds, withKnownTerms } from '../domain/content/content.ts'
import type { CorrectionNote } from '../domain/content/correction.ts'
import { AppError } from '../domain/error.ts'
import type { Id } from '../domain/id.ts'
import { type Instant, now } from '../domain/instant.ts'
import type { ArticleDecision, ArticleWrite, Lookup } from '../domain/store/article-store.ts'
import {
  type Asked,
  demandVersion,
  type EditorialDeps,
  type Expected,
  notFound,
  type Outcome,
  writeArticle,
} from './article-write.ts'

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
  /** Refused on a scheduled article unless the requester may publish. */
  | { kind: 'revert'; mayPublish: boolean }
  /** Ends the delivery of a published article, which needs the scope `articles:publish`. */
  | { kind: 'delete'; caller: Caller }
  | { kind: 'erase' }
  /** Refused on a scheduled article unless the requester may publish. */
  | { kind: 'tag'; tagId: Id; action: TagAction; mayPublish: boolean }

/** @throws AppError `article-not-found` */
export async function readArticle(
  id: Id,
  { store, site }: Pick<EditorialDeps, 'store' | 'site'>,
): Promise<WorkingCopy> {
  const article = await store.article(id)
  if (!article) throw notFound()
  const [terms, scheduled, delivered] = await Promise.all([
    store.termsById(termIds(article.content)),
    store.scheduled(id),
    store.publicState(id),
  ])
  return workingCopyOf(article, terms, scheduled, delivered, site)
}

/**
 * Changes the state of an article.
 *
 * @throws AppError `article-not-found`, `version-conflict`, `transition-refused`, `slug-taken`
 */
export async function moveArticle(
  id: Id,
  expected: Expected,
  transition: Transition,
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  return writeArticle(planMove({ id }, expected, transition, deps), asked, deps)
}

/** The write of a transition. */
export function planMove(
  target: { id: Id } | { externalId: string },
  expected: Expected,
  transition: Transition,
  deps: Pick<EditorialDeps, 'clock' | 'newId'>,
): ArticleWrite {
  const decide = (current: Article | undefined, around: Lookup): ArticleDecision => {
    if (!current) throw notFound('id' in target ? 'id' : 'external id')
    demandVersion(current, expected)
    return decideTransition(current, transition, around, deps)
  }
  return { target, decide }
}

function decideTransition(
  current: Article,
  asked: Transition,
  around: Lookup,
  { clock, newId }: Pick<EditorialDeps, 'clock' | 'newId'>,
): ArticleDecision {
  const at = now(clock)
  const noted = (note: Omit<CorrectionNote, 'id'> | undefined) => note && { id: newId(), ...note }
  switch (asked.kind) {
    case 'publish':
      return decidePublish(current, at, around, noted(asked.correction))
    case 'unpublish':
      return decideEnd(current, 'unpublished', at, asked)
    case 'withdraw':
      return decideEnd(current, 'withdrawn', at, asked)
    case 'schedule':
      return decideSchedule(current, at, { ...asked, correction: noted(asked.correction) })
    case 'revert':
      demandUnscheduled(current, around, asked.mayPublish)
      return decideRevert(current, at, editionOf(current, around), around, asked.mayPublish)
    case 'delete':
      if (current.edition > 0) demandScope(asked.caller, 'articles:publish')
      demandUnscheduled(current, around, hasScope(asked.caller, 'articles:publish'))
      return decideEnd(current, 'deleted', at)
    case 'erase':
      return decideErase(current, at)
    case 'tag': {
      if (around.terms([asked.tagId]).length === 0) throw new AppError('term-not-found', 'The tag was deleted.')
      const decided = decideTagging(current, asked.tagId, asked.action, at)
      if (!decided.unchanged) demandUnscheduled(current, around, asked.mayPublish)
      return decided
    }
  }
}

function editionOf({ id, edition: number }: Article, around: Lookup): Edition | undefined {
  const edition = around.edition(id, number)
  return edition && { ...edition, content: withKnownTerms(edition.content, around.terms(termIds(edition.content))) }
}
