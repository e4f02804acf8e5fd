import type { Change } from '../../../domain/change.ts'
import type { Id, NewId } from '../../../domain/id.ts'
import { type Instant, now } from '../../../domain/instant.ts'
import type { Store } from '../../../domain/store/store.ts'
import type { DeliveryStore, QueueMove, WebhookBacklog } from '../../../domain/store/webhook-store.ts'
import { freeSlots, planClaims, planResult } from '../../../domain/webhook/dispatch.ts'
import { planQueue, presetOf } from '../../../domain/webhook/queue.ts'
import { type ChangeEvent, eventsOf, readAhead, roomOf } from '../../../domain/webhook/read-ahead.ts'
import type { StoredWebhook } from '../../../domain/webhook/webhook.ts'
import type { AttemptTools } from './attempt.ts'
import { createRequestRunner } from './running-requests.ts'

export type DispatcherTools = Omit<AttemptTools, 'store'> & {
  store: AttemptTools['store'] & Pick<Store, 'version' | keyof DeliveryStore>
  newId: NewId
  /** From 0 to 1. */
  random: () => number
}

export type Dispatcher = {
  /** Notes the ends of requests, reads the log, and starts the requests that are due. Returns how much it did. */
  round(): Promise<number>
  /** Whether no request runs, and none has ended since the last round. */
  isIdle(): boolean
  /** Resolves when a request ends, or after some milliseconds. */
  idle(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** Waits for running requests for a moment, aborts the others and notes those that ended. */
  stop(): Promise<void>
}

/** Changes that are read at once. */
const changesAtOnce = 500
/** Milliseconds that running requests get when the process stops. */
const stopMs = 3000

/** Receives what an operator must know. */
export type DispatcherReports = {
  /** A webhook was disabled because its receiver failed. */
  disabled(webhook: StoredWebhook): void
  /** A request could not be sent because of an error of this process. It is repeated. */
  failed(error: unknown): void
}

/**
 * Sends the changes of the log to webhooks. Several processes may run this on one store: rows are claimed before a request,
 * and the claim is renewed while it runs. The claims of a process that was killed end after some seconds.
 */
export function createDispatcher(tools: DispatcherTools, reports: DispatcherReports): Dispatcher {
  const { store, clock, newId, random } = tools
  const requests = createRequestRunner(tools, reports.failed)
  /** Webhooks whose queue is full, with the change that does not fit. */
  const full = new Map<Id, number>()
  let seen = { version: Number.NaN, nextDueAt: '' }

  async function settle(): Promise<number> {
    const results = requests.takeResults()
    if (results.length === 0) return 0
    try {
      const gone = await store.settleDeliveries(results, ({ attempt, retryAfterSeconds }, webhook, delivery, newer) => {
        const { at, durationMs, response, error } = attempt
        const result = { at, durationMs, status: response?.status, error, retryAfterSeconds }
        return planResult(delivery, { webhook, newer, result, at: now(clock), random: random(), newId })
      })
      for (const webhook of gone) reports.disabled(webhook)
    } catch (error) {
      requests.putBack(results)
      throw error
    }
    return results.length
  }

  /** Adds the next changes to the queues that have room. */
  async function queue(backlogs: readonly WebhookBacklog[], at: Instant): Promise<number> {
    const last = await store.lastChange()
    const read = createChangeReader(store)
    const moves: QueueMove[] = []
    for (const backlog of backlogs) {
      const move = await nextMove(backlog, last, read)
      if (move) moves.push(move)
    }
    if (moves.length === 0) return 0
    return store.queueDeliveries(moves, (webhook, events, pending) => planQueue(events, pending, webhook, at, newId))
  }

  async function nextMove(
    backlog: WebhookBacklog,
    last: number,
    read: (from: number) => Promise<Change[]>,
  ): Promise<QueueMove | undefined> {
    const { webhook, cursor, replay } = backlog
    const webhookId = webhook.id
    const from = replay?.from ?? cursor
    const until = replay?.until ?? last
    const room = roomOf(backlog)
    const isFull = room === 0 && full.get(webhookId) === from
    if (from >= until || isFull) return undefined
    const changes = (await read(from)).filter(({ seq }) => seq <= until)
    const move = { webhookId, isReplay: replay !== undefined, from }
    if (changes.length === 0) {
      // The rows of a replay were removed meanwhile.
      return replay && { ...move, to: until, events: [], subjects: [] }
    }
    const events = eventsOf(changes, webhook, await filterOf(webhook))
    const taken = readAhead(events, room, await openSubjects(webhook, events))
    if (taken.to > 0) return { ...move, ...taken }
    full.set(webhookId, from)
    return undefined
  }

  /** Subjects whose events join waiting deliveries. Those of purges do not always fit into one. */
  async function openSubjects(webhook: StoredWebhook, events: readonly ChangeEvent[]): Promise<Set<string>> {
    if (presetOf(webhook).form === 'purge') return new Set()
    const subjects = new Set(events.flatMap(({ sent }) => sent?.subject ?? []))
    return new Set(subjects.size === 0 ? [] : await store.openSubjects(webhook.id, [...subjects]))
  }

  async function filterOf({ settings: { filter } }: StoredWebhook) {
    const { language, category, tag } = filter
    const terms = category || tag ? (await store.filterTerms({ category, tag })).matching : {}
    return { ...terms, language }
  }

  async function claim(backlogs: readonly WebhookBacklog[], at: Instant): Promise<number> {
    const due = backlogs.filter(({ webhook, nextDueAt }) => {
      return nextDueAt !== undefined && nextDueAt <= at && freeSlots(webhook, 0, at) > 0
    })
    if (due.length === 0) return 0
    const ids = due.map(({ webhook }) => webhook.id)
    const claimed = await store.claimDeliveries(ids, at, (webhook, pending) => planClaims(webhook, pending, at))
    for (const one of claimed) requests.start(one)
    return claimed.length
  }

  return {
    async round() {
      await requests.renew()
      const settled = await settle()
      const version = store.version()
      const at = now(clock)
      const isDue = seen.nextDueAt !== '' && seen.nextDueAt <= at
      if (settled === 0 && version === seen.version && !isDue) return 0
      const before = await store.webhookBacklogs()
      const queued = await queue(before, at)
      const backlogs = queued === 0 ? before : await store.webhookBacklogs()
      const claimed = await claim(backlogs, at)
      const next = backlogs.flatMap(({ webhook, nextDueAt }) =>
        nextDueAt === undefined ? [] : [dueAt(webhook, nextDueAt)],
      )
      // What was claimed or queued changes the version: the next round reads again.
      seen = { version, nextDueAt: next.toSorted()[0] ?? '' }
      return settled + queued + claimed
    },
    isIdle: requests.isIdle,
    idle: requests.idle,
    async stop() {
      await requests.stop(stopMs)
      await settle()
    },
  }
}

/** When a webhook sends its next delivery. */
function dueAt({ health }: StoredWebhook, nextDueAt: Instant): Instant {
  return health.resumesAt !== undefined && health.resumesAt > nextDueAt ? health.resumesAt : nextDueAt
}

/** Reads the same changes once for all webhooks. */
function createChangeReader(store: Pick<Store, 'changes'>): (from: number) => Promise<Change[]> {
  const reads = new Map<number, Promise<Change[]>>()
  return from => {
    const known = reads.get(from) ?? store.changes(from, changesAtOnce)
    reads.set(from, known)
    return known
  }
}
