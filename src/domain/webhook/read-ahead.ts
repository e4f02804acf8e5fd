import type { Change } from '../change.ts'
import type { SyncFilter } from '../sync/sync.ts'
import { eventOf, type WebhookEvent } from './event.ts'
import { presetOf, subjectOf } from './queue.ts'
import type { StoredWebhook } from './webhook.ts'

/** Deliveries that may wait in the queue of a webhook: not sent yet, and all. The change log holds what follows. */
const mostFresh = 200
const mostPending = 2000

export type ReadAhead = {
  events: WebhookEvent[]
  /** Subjects of the events, each once. */
  subjects: string[]
  /** `seq` of the last change that was taken; 0 = none was. */
  to: number
}

/** Number of deliveries that the queue of a webhook takes: it is filled when half of it was sent. */
export function roomOf({ fresh, pending }: { fresh: number; pending: number }): number {
  return fresh > mostFresh / 2 ? 0 : Math.max(0, Math.min(mostFresh - fresh, mostPending - pending))
}

/** Events of changes for a webhook, in order, with their subjects. */
export function eventsOf(
  changes: readonly Change[],
  webhook: Pick<StoredWebhook, 'settings'>,
  filter: SyncFilter,
): ChangeEvent[] {
  const preset = presetOf(webhook)
  return changes.map(change => {
    const event = eventOf(change, filter, webhook.settings.events)
    return { seq: change.seq, ...(event && { event, subject: subjectOf(event, preset) }) }
  })
}

/** A change, and its event if the webhook gets one. */
export type ChangeEvent = { seq: number; event?: WebhookEvent; subject?: string }

/**
 * The next events, as many as have room in the queue.
 *
 * @param room number of deliveries
 * @param open subjects whose next event needs no room, because it joins a delivery that was not sent yet
 */
export function readAhead(changes: readonly ChangeEvent[], room: number, open: ReadonlySet<string>): ReadAhead {
  const events: WebhookEvent[] = []
  const added = new Set<string>()
  const subjects = new Set<string>()
  let to = 0
  for (const { seq, event, subject } of changes) {
    if (event && subject !== undefined) {
      if (!open.has(subject) && !added.has(subject)) {
        if (added.size >= room) break
        added.add(subject)
      }
      subjects.add(subject)
      events.push(event)
    }
    to = seq
  }
  return { events, subjects: [...subjects], to }
}
