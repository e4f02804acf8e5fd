import { withExpiry } from '../content/content.ts'
import type { CorrectionNote } from '../content/correction.ts'
import { AppError, type Fault } from '../error.ts'
import type { Instant } from '../instant.ts'
import type { ArticleDecision, Lookup } from '../store/article/article-store.ts'
import { type Article, isAhead } from './article.ts'
import type { Edition } from './edition.ts'
import { isExpired, publish } from './publish.ts'
import { type ScheduledAction, scheduledExpiry } from './schedule.ts'
import type { EndReason, MovedTo } from './tombstone.ts'

/** Statuses of articles that can be changed and published; deleted and withdrawn articles cannot. */
const open: readonly Article['status'][] = ['draft', 'published', 'unpublished', 'expired']

type Kept = Extract<ArticleDecision, { article: Article }>

/** The next version of an article with the same content. It has unpublished changes only if it had some before. */
export function stepped(current: Article, at: Instant): Article {
  const version = current.version + 1
  return {
    ...current,
    version,
    modifiedAt: at,
    publishedVersion: isAhead(current) ? current.publishedVersion : version,
    imported: current.imported?.version === current.version ? { ...current.imported, version } : current.imported,
  }
}

/** Whether an article can be changed and published. */
export function isOpen({ status }: Article): boolean {
  return open.includes(status)
}

/** @throws AppError `transition-refused` for a deleted or withdrawn article */
export function demandOpen(article: Article): void {
  if (!isOpen(article)) throw refused(`The article is ${article.status}, and stays so.`)
}

/**
 * Checks that the requester may change a scheduled article: only publishers may, because the scheduled content will be
 * published.
 *
 * @throws AppError `article-scheduled`
 */
export function demandUnscheduled(current: Article, around: Pick<Lookup, 'scheduled'>, mayPublish: boolean): void {
  const publication = mayPublish ? undefined : around.scheduled(current.id).find(({ kind }) => kind === 'publish')
  if (!publication) return
  throw withheld(`The article is to be published at ${publication.dueAt}`)
}

function withheld(what: string): AppError {
  return new AppError('article-scheduled', `${what}; a key without "articles:publish" cannot change it.`)
}

/** Publishes the working copy as the next edition. */
export function decidePublish(current: Article, at: Instant, around: Lookup, note?: CorrectionNote): ArticleDecision {
  demandOpen(current)
  if (note) demandAnchors(current, note)
  if (note && current.edition === 0) throw refused('There is nothing to correct: the article was never published.')
  if (isExpired(current, at)) {
    throw refused(`It expired at ${current.content.expiresAt}: change or remove "expiresAt" first.`)
  }
  const moment = around.notBefore(at)
  const published = publish(current, moment, around.corrections(current.id), note)
  if (!published) return { unchanged: true }
  const { publishedAt } = published.edition
  if (publishedAt > moment) {
    throw refused(`"publishedAt" is in the future: ${publishedAt}. Change it, or ${scheduleAdvice(current)}.`)
  }
  return { ...published, audit: { action: 'article.publish', detail: { edition: published.edition.number } } }
}

/** Ends the delivery of an article. If it ended before, only the reason in its tombstone changes. */
export function decideEnd(
  current: Article,
  reason: EndReason,
  at: Instant,
  more: { note?: string | undefined; movedTo?: MovedTo | undefined } = {},
): Kept {
  demandEnd(current, reason)
  const { note, movedTo } = more
  const place = movedTo && placeOf(movedTo)
  const end = { reason, at, ...(note !== undefined && { note }), ...(place && { movedTo: place }) }
  const detail = { ...(note !== undefined && { note }), ...(place && { movedTo: place }) }
  const action = `article.${verbs[reason]}`
  // An unpublished or expired article may be scheduled for publication; a withdrawn or deleted one may not.
  const schedule = reason === 'unpublished' || reason === 'expired' ? { expire: null } : { publish: null, expire: null }
  return { article: { ...stepped(current, at), status: reason }, end, schedule, audit: { action, detail } }
}

/**
 * Discards the changes since the newest edition, and restores its expiry. If that time has passed because a later
 * expiry was scheduled since, the scheduled expiry stays, so that the article does not end.
 *
 * @throws AppError `article-scheduled` if the expiry would change and the requester may not publish
 */
export function decideRevert(
  current: Article,
  at: Instant,
  edition: Edition | undefined,
  around: Pick<Lookup, 'scheduled'>,
  mayPublish: boolean,
): ArticleDecision {
  demandOpen(current)
  if (!edition) throw refused('There is nothing to go back to: the article was never published.')
  const isShown = current.status === 'published'
  const scheduled = isShown ? scheduledExpiry(around.scheduled(current.id)) : undefined
  const expiresAt = isShown && isExpired(edition, at) ? scheduled : edition.content.expiresAt
  const isKept = !isShown || expiresAt === scheduled
  if (!isAhead(current) && isKept) return { unchanged: true }
  if (!isKept && !mayPublish) throw withheld(`The expiry of the article is scheduled for ${scheduled ?? 'no time'}`)
  const version = current.version + 1
  const article: Article = {
    ...current,
    version,
    publishedVersion: version,
    content: withExpiry(edition.content, expiresAt),
    modifiedAt: at,
  }
  const schedule = isKept ? undefined : { expire: expiresAt === undefined ? null : { dueAt: expiresAt } }
  return { article, schedule, audit: { action: 'article.revert', detail: { edition: edition.number } } }
}

/** Erases all stored content of an article except its tombstone. */
export function decideErase(current: Article, at: Instant): Kept {
  // A withdrawal keeps its reason, because holders of copies must still be informed.
  const reason: EndReason = current.status === 'withdrawn' ? 'withdrawn' : 'deleted'
  const article = { ...stepped(current, at), status: reason }
  // A deleted article already has a tombstone.
  const end = current.status === 'deleted' ? undefined : { reason, at }
  return { article, end, erase: true, audit: { action: 'article.erase' } }
}

/**
 * Replaces the schedule of an article. The expiry is part of the content; for a published article the change is public
 * immediately.
 *
 * @throws AppError `invalid-request` for an expiry that is not after the publication
 * @throws AppError `transition-refused` for a publication before the publication date that the article states
 */
export function decideSchedule(
  current: Article,
  at: Instant,
  wish: { publishAt?: Instant | undefined; expireAt?: Instant | undefined; correction?: CorrectionNote | undefined },
): ArticleDecision {
  demandOpen(current)
  const { publishAt, expireAt, correction } = wish
  if (publishAt !== undefined && expireAt !== undefined && expireAt <= publishAt) {
    const detail = 'An article expires after it is published.'
    throw new AppError('invalid-request', detail, {
      faults: [{ location: 'body', pointer: '/expireAt', code: 'invalid', detail }],
    })
  }
  const { publishedAt = at } = current.content
  if (publishAt !== undefined && publishedAt > at && publishedAt > publishAt) {
    throw refused(`"publishedAt" is ${publishedAt}, after "publishAt": change one of them.`)
  }
  const isShown = current.status === 'published'
  const next = stepped(current, at)
  const changed = isShown
    ? { ...next, imported: current.imported }
    : { ...current, version: current.version + 1, modifiedAt: at }
  const article = {
    ...(current.content.expiresAt === expireAt ? next : changed),
    content: withExpiry(current.content, expireAt),
  }
  const schedule = {
    publish: publishAt === undefined ? null : { dueAt: publishAt, correction },
    expire: expireAt === undefined || !isShown ? null : { dueAt: expireAt },
  }
  const detail = { ...(publishAt && { publishAt }), ...(expireAt && { expireAt }) }
  return { article, schedule, audit: { action: 'article.schedule', detail } }
}

/** Performs a due transition of an article, unless another process has performed it. */
export function decideDue(
  current: Article | undefined,
  due: ScheduledAction,
  at: Instant,
  around: Lookup,
): ArticleDecision {
  const still = current && around.scheduled(current.id).find(({ kind, dueAt }) => kind === due.kind && dueAt <= at)
  if (!current || !still) return { unchanged: true }
  const decided =
    due.kind === 'publish'
      ? decidePublish(current, at, around, still.correction)
      : current.status === 'published'
        ? decideEnd(current, 'expired', at)
        : ({ unchanged: true } as const)
  if (decided.unchanged) return decideMissed(current, due, at, 'There was nothing to do.')
  const audit = { ...decided.audit, detail: { ...decided.audit.detail, ...orderOf(still) } }
  return { ...decided, audit }
}

/** Removes a failed entry from the schedule, and records the reason. */
export function decideMissed(current: Article, due: ScheduledAction, at: Instant, reason: string): ArticleDecision {
  const { kind } = due
  const audit = { action: 'schedule.missed', detail: { kind, reason, ...orderOf(due) } }
  return { article: stepped(current, at), schedule: { [kind]: null }, audit }
}

/** Who scheduled something, and for when. */
function orderOf({ actor, onBehalfOf, dueAt }: ScheduledAction) {
  return { scheduledBy: actor, ...(onBehalfOf !== undefined && { scheduledOnBehalfOf: onBehalfOf }), dueAt }
}

/** @throws AppError `invalid-request` for a note about a section that does not exist */
function demandAnchors({ content }: Article, { sectionAnchors }: CorrectionNote): void {
  const known = new Set(content.sections.map(({ anchor }) => anchor))
  const detail = 'No section of the working copy has this anchor.'
  const faults = sectionAnchors.flatMap((anchor, index): Fault[] =>
    known.has(anchor)
      ? []
      : [{ location: 'body', pointer: `/correction/sectionAnchors/${index}`, code: 'invalid', detail }],
  )
  if (faults.length > 0) throw new AppError('invalid-request', detail, { faults })
}

const verbs: Record<EndReason, string> = {
  deleted: 'delete',
  unpublished: 'unpublish',
  expired: 'expire',
  moved: 'move',
  withdrawn: 'withdraw',
}

function demandEnd({ status, edition }: Article, reason: EndReason): void {
  if (status === reason) throw refused(`The article is ${status} already.`)
  if (status === 'deleted' || status === 'withdrawn') throw refused(`The article is ${status}, and stays so.`)
  if (reason !== 'deleted' && edition === 0) throw refused('The public never saw the article.')
  if ((reason === 'unpublished' || reason === 'expired') && status !== 'published') {
    throw refused(`The article is ${status}; only a published one can be taken off.`)
  }
}

function placeOf({ url, id, slug }: MovedTo) {
  return { url, ...(id !== undefined && { id }), ...(slug !== undefined && { slug }) }
}

function scheduleAdvice({ id }: Article): string {
  return `schedule the publication with PUT /v1/editorial/articles/${id}/schedule`
}

function refused(detail: string): AppError {
  return new AppError('transition-refused', detail)
}
