import type { Id, NewId } from '../id.ts'
import { addSeconds, type Instant } from '../instant.ts'
import { mergeEvents, type WebhookEvent } from './event.ts'
import { type Preset, presets } from './preset.ts'
import type { StoredWebhook } from './webhook.ts'

/** A delivery that has not succeeded or failed for good. */
export type PendingDelivery = {
  /** `webhook-id` of its requests. */
  id: Id
  /** What it is about: of each subject one request at a time is sent. An article, or all changes together. */
  subject: string
  event: WebhookEvent
  createdAt: Instant
  dueAt: Instant
  /** Requests so far. */
  attempts: number
  /** Failures so far on the schedule. */
  failures: number
  /** While a request runs: when another process may send it again. */
  claimedUntil?: Instant | undefined
}

/** Rows to insert or replace, and rows to delete. */
export type QueuePlan = { put: PendingDelivery[]; drop: Id[] }

/** The subject of deliveries that are not about one article. */
export const everything = 'all'

/** Seconds for which a reprint waits for further ones: renaming a category and a tag prints an article twice. */
const reprintSeconds = 5

/** Whether a request runs. Another process took over if its time is over. */
export function isClaimed({ claimedUntil }: PendingDelivery, at: Instant): boolean {
  return claimedUntil !== undefined && claimedUntil > at
}

export function presetOf({ settings }: Pick<StoredWebhook, 'settings'>): Preset {
  return presets[settings.preset]
}

/** The subject of an event. */
export function subjectOf({ articleId }: WebhookEvent, { form }: Preset): string {
  return form === 'empty' || form === 'purge' ? everything : (articleId ?? everything)
}

/**
 * Adds events to the queue of a webhook. An event joins the delivery of its subject if that has not been sent yet. If that
 * was sent and failed, it is replaced by a new one, because a receiver may have processed the request and ignores its id
 * from now on. If it is being sent, the event waits behind it.
 *
 * @param pending the pending deliveries of the subjects of these events, in the order of their changes
 */
export function planQueue(
  events: readonly WebhookEvent[],
  pending: readonly PendingDelivery[],
  webhook: Pick<StoredWebhook, 'settings'>,
  at: Instant,
  newId: NewId,
): QueuePlan {
  const preset = presetOf(webhook)
  const { debounceSeconds } = webhook.settings
  const known = new Map(pending.map(one => [one.id, one]))
  const put = new Map<Id, PendingDelivery>()
  const drop = new Set<Id>()

  function add(subject: string, event: WebhookEvent, attempted: PendingDelivery | undefined): void {
    if (attempted) {
      drop.add(attempted.id)
      known.delete(attempted.id)
    }
    const merged = attempted ? mergeEvents(attempted.event, event) : event
    const delay = Math.max(debounceSeconds, event.type === 'article.reprinted' ? reprintSeconds : 0)
    const row = {
      id: newId(),
      subject,
      event: merged,
      createdAt: at,
      dueAt: addSeconds(at, delay),
      attempts: 0,
      failures: 0,
    }
    known.set(row.id, row)
    put.set(row.id, row)
  }

  function join(open: PendingDelivery, event: WebhookEvent): void {
    const row = { ...open, event: mergeEvents(open.event, event), dueAt: dueWith(open, event) }
    known.set(row.id, row)
    put.set(row.id, row)
  }

  function dueWith({ createdAt, dueAt }: PendingDelivery, { type }: WebhookEvent): Instant {
    if (debounceSeconds > 0)
      return earlier(addSeconds(at, debounceSeconds), addSeconds(createdAt, debounceSeconds * 10))
    return type === 'article.reprinted' ? dueAt : earlier(at, dueAt)
  }

  for (const event of events.flatMap(one => split(one, preset))) {
    const subject = subjectOf(event, preset)
    const open = [...known.values()].findLast(
      one => one.subject === subject && !isClaimed(one, at) && (preset.form !== 'purge' || hasRoom(one, event, preset)),
    )
    if (open && open.attempts === 0) join(open, event)
    else add(subject, event, preset.form === 'purge' ? undefined : open)
  }
  return { put: [...put.values()], drop: [...drop] }
}

/** Parts of a purge that each fit into one request. */
function split(event: WebhookEvent, { form, maxGroups = 1 }: Preset): WebhookEvent[] {
  if (form !== 'purge') return [event]
  const { articleId: _, slug: __, reason: ___, ...rest } = event
  const parts: WebhookEvent[] = []
  for (let from = 0; from < event.groups.length; from += maxGroups) {
    parts.push({ ...rest, groups: event.groups.slice(from, from + maxGroups) })
  }
  return parts
}

function hasRoom({ event, attempts }: PendingDelivery, { groups }: WebhookEvent, { maxGroups = 1 }: Preset): boolean {
  return attempts === 0 && !event.isRepeated && new Set([...event.groups, ...groups]).size <= maxGroups
}

function earlier(one: Instant, other: Instant): Instant {
  return one < other ? one : other
}
