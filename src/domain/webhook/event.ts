import type { Change } from '../change.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import { matches, type SyncFilter } from '../sync/sync.ts'
import type { WebhookEventType } from './preset.ts'

/** A change for a webhook, or several changes of one article as one. */
export type WebhookEvent = {
  /** `webhook.test` is sent on request only. */
  type: WebhookEventType | 'webhook.test'
  /** Absent if it is about several articles. */
  articleId?: Id | undefined
  slug?: string | undefined
  reason?: string | undefined
  /** `seq` of the last change, which is the revision of the article. */
  revision: number
  at: Instant
  /** The cache groups of all changes. */
  groups: readonly string[]
  /** Whether it repeats a purge: a response that was built before the change may arrive after the first purge. */
  isRepeated?: boolean | undefined
}

/**
 * The event of a change for a webhook; undefined if its filter or types exclude it.
 *
 * A filter applies before and after the change, like that of sync: an article that leaves it is reported as withdrawn. A
 * damaged change may match any filter, so it is reported to all.
 */
export function eventOf(
  { kind, articleId, slug, reason, seq, at, before, after, isDamaged = false, groups }: Change,
  filter: SyncFilter,
  types: readonly WebhookEventType[],
): WebhookEvent | undefined {
  const isIn = isDamaged ? after.delivered : matches(after, filter)
  // What was not delivered has the terms of its last delivery: a withdrawal may follow an unpublication.
  const wasIn = isDamaged || matches({ ...before, delivered: true }, filter)
  if (!isIn && !(wasIn && (before.delivered || !after.delivered))) return undefined
  const leaves = !isIn && after.delivered
  const type = leaves ? 'article.withdrawn' : (`article.${kind}` as const)
  if (!types.includes(type)) return undefined
  const why = leaves ? 'left-filter' : reason
  return { type, articleId, slug, ...(why !== undefined && { reason: why }), revision: seq, at, groups }
}

/** Two events of one article as one: the one of the later change, with the groups of both. */
export function mergeEvents(one: WebhookEvent, other: WebhookEvent): WebhookEvent {
  const [earlier, later] = one.revision <= other.revision ? [one, other] : [other, one]
  // A receiver that has not got the publication yet still needs it.
  const isOnlyReprint = later.type === 'article.reprinted' && earlier.type === 'article.published'
  const type = isOnlyReprint ? earlier.type : later.type
  return { ...later, type, groups: [...new Set([...earlier.groups, ...later.groups])] }
}
