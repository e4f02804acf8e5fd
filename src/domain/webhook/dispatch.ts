import type { Id, NewId } from '../id.ts'
import { addSeconds, type Instant, seconds } from '../instant.ts'
import { mergeEvents } from './event.ts'
import { isClaimed, type PendingDelivery, presetOf } from './queue.ts'
import type { EndpointHealth, StoredWebhook } from './webhook.ts'

/** Seconds before each attempt, from the previous one (Standard Webhooks, "Deliverability and reliability"). */
const schedule = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const
/** The longest part by which a pause is extended at random, so that receivers are not hit by all retries at once. */
const jitter = 0.2
/** Seconds of failure after which a webhook is disabled, and after which a delivery fails for good. */
const disabledAfter = 5 * 86_400
/** Seconds without an attempt after which a failure begins a new period of failure. */
const gapOfFailures = 2 * 86_400
/** Seconds of the pauses of a receiver that asks to slow down: they double. `Retry-After` replaces the first, and extends others. */
const firstSlowdown = 10
const longestSlowdown = 3600
const longestRetryAfter = 86_400
/** Statuses by which a receiver asks to slow down. */
const slowStatuses: readonly number[] = [429, 502, 504]
/** Requests that run at the same time: of one webhook, and of one that fails. */
const parallel = 8
const parallelFailing = 1
/** Seconds until a purge is repeated: an old response may have been in transit to the cache. */
const purgeAgainSeconds = 3
/** Seconds for which a claim holds. It is renewed while the request runs, so they are what a killed process delays a delivery. */
export const claimSeconds = 5

/** What became of a request. */
export type AttemptResult = {
  /** When it was sent. */
  at: Instant
  durationMs: number
  /** Absent if there was no response. */
  status?: number | undefined
  error?: string | undefined
  /** Of `Retry-After`. */
  retryAfterSeconds?: number | undefined
}

/** Deliveries to send now, with their claims; others that these replace. */
export type ClaimPlan = { claim: PendingDelivery[]; drop: Id[] }

export type Verdict = {
  health: EndpointHealth
  /** The pending row to keep: this delivery, due again, or a newer one with its groups. */
  keep?: PendingDelivery | undefined
  /** A repetition to queue. */
  repeat?: PendingDelivery | undefined
  /** `superseded`: a newer delivery of the same subject replaces it. */
  state: 'delivered' | 'failed' | 'pending' | 'superseded'
}

/** Number of requests that may start now, besides those that run. */
export function freeSlots({ health }: Pick<StoredWebhook, 'health'>, running: number, at: Instant): number {
  if (health.disabled || (health.resumesAt !== undefined && health.resumesAt > at)) return 0
  const most = health.failingSince === undefined && health.slowdowns === 0 ? parallel : parallelFailing
  return Math.max(0, most - running)
}

/**
 * Chooses the deliveries that are sent now: due ones, the longest overdue first, of each subject only the newest one and
 * only if none of that subject is being sent.
 *
 * @param pending the pending deliveries of the webhook, in the order of their changes: all that are claimed, and of each due subject all
 */
export function planClaims(
  webhook: Pick<StoredWebhook, 'health' | 'settings'>,
  pending: readonly PendingDelivery[],
  at: Instant,
): ClaimPlan {
  const running = pending.filter(one => isClaimed(one, at))
  const busy = new Set(running.map(one => one.subject))
  const isPurge = presetOf(webhook).form === 'purge'
  const bySubject = Map.groupBy(pending, one => (isPurge ? one.id : one.subject))
  const chosen = [...bySubject.values()].flatMap(rows => {
    const [newest, ...older] = rows.filter(one => !isClaimed(one, at)).toReversed()
    if (!newest || newest.dueAt > at || (!isPurge && busy.has(newest.subject))) return []
    const event = older.reduce((event, one) => mergeEvents(one.event, event), newest.event)
    return [{ row: { ...newest, event }, older }]
  })
  const first = chosen
    .toSorted((one, other) => (one.row.dueAt < other.row.dueAt ? -1 : one.row.dueAt > other.row.dueAt ? 1 : 0))
    .slice(0, freeSlots(webhook, running.length, at))
  return {
    claim: first.map(({ row }) => ({
      ...row,
      attempts: row.attempts + 1,
      claimedUntil: addSeconds(at, claimSeconds),
    })),
    drop: first.flatMap(({ older }) => older.map(one => one.id)),
  }
}

/**
 * Decides what follows from a request.
 *
 * @param newer a delivery of the same subject that waits behind this one
 * @param random from 0 to 1
 */
export function planResult(
  delivery: PendingDelivery,
  { webhook, newer, result, at, random, newId }: ResultContext,
): Verdict {
  const { claimedUntil: _, ...row } = delivery
  const isDone = result.status !== undefined && result.status >= 200 && result.status < 300
  const health = healthAfter(webhook.health, result, at)
  if (isDone) return { state: 'delivered', health, repeat: repetition(row, webhook, at, newId) }
  if (newer && presetOf(webhook).form !== 'purge') {
    return { state: 'superseded', health, keep: { ...newer, event: mergeEvents(row.event, newer.event) } }
  }
  // A receiver that states when it is ready again has not failed.
  const isPostponed = result.status === 429 || result.retryAfterSeconds !== undefined
  const failures = row.failures + (isPostponed ? 0 : 1)
  const pause = schedule[failures] ?? Number.POSITIVE_INFINITY
  const dueAt = later(
    addSeconds(at, Math.ceil(Math.min(pause, disabledAfter) * (1 + jitter * random))),
    health.resumesAt,
  )
  const isOver = pause === Number.POSITIVE_INFINITY || seconds(dueAt) - seconds(row.createdAt) > disabledAfter
  if (isOver || health.disabled?.reason === goneReason) return { state: 'failed', health }
  return { state: 'pending', health, keep: { ...row, failures, dueAt } }
}

type ResultContext = {
  webhook: Pick<StoredWebhook, 'settings' | 'health'>
  newer?: PendingDelivery | undefined
  result: AttemptResult
  at: Instant
  random: number
  newId: NewId
}

const goneReason = 'The receiver answered 410 Gone.'

/** The health of a receiver after a request to it. */
export function healthAfter(before: EndpointHealth, result: AttemptResult, at: Instant): EndpointHealth {
  const { status } = result
  if (status !== undefined && status >= 200 && status < 300) {
    return { slowdowns: 0, ...(before.disabled && { disabled: before.disabled }) }
  }
  const { lastFailureAt, failingSince } = before
  const isSame = lastFailureAt !== undefined && seconds(at) - seconds(lastFailureAt) <= gapOfFailures
  const since = isSame ? (failingSince ?? at) : at
  const disabled = before.disabled ?? disabledBy(status, since, at)
  const failing = { ...before, failingSince: since, lastFailureAt: at, ...(disabled && { disabled }) }
  if (!isSlowdown(result)) return failing
  // Several requests that ran together count as one.
  const isSlowed = before.resumesAt !== undefined && before.resumesAt > at
  const asked = Math.min(result.retryAfterSeconds ?? 0, longestRetryAfter)
  const isTrusted = result.retryAfterSeconds !== undefined && before.slowdowns === 0
  const own = Math.min(firstSlowdown * 2 ** Math.min(before.slowdowns, 20), longestSlowdown)
  const resumesAt = addSeconds(at, Math.max(isSlowed || isTrusted ? 0 : own, asked))
  return {
    ...failing,
    slowdowns: before.slowdowns + (isSlowed ? 0 : 1),
    resumesAt: later(resumesAt, before.resumesAt),
  }
}

/** Whether the receiver asks to slow down. */
function isSlowdown({ status = 0, retryAfterSeconds }: AttemptResult): boolean {
  return slowStatuses.includes(status) || retryAfterSeconds !== undefined
}

function disabledBy(status: number | undefined, since: Instant, at: Instant): EndpointHealth['disabled'] {
  if (status === 410) return { at, reason: goneReason }
  const days = disabledAfter / 86_400
  if (seconds(at) - seconds(since) < disabledAfter) return undefined
  return { at, reason: `Every request failed for ${days} days, since ${since}.` }
}

function repetition(
  row: PendingDelivery,
  webhook: Pick<StoredWebhook, 'settings'>,
  at: Instant,
  newId: NewId,
): PendingDelivery | undefined {
  if (presetOf(webhook).form !== 'purge' || row.event.isRepeated) return undefined
  const event = { ...row.event, isRepeated: true }
  return {
    ...row,
    id: newId(),
    event,
    createdAt: at,
    dueAt: addSeconds(at, purgeAgainSeconds),
    attempts: 0,
    failures: 0,
  }
}

function later(one: Instant, other: Instant | undefined): Instant {
  return other !== undefined && other > one ? other : one
}
