import type { Change } from '../change.ts'
import type { SyncFilter } from '../sync/sync.ts'
import { eventOf, type WebhookEvent } from './event.ts'
import { presetOf, subjectOf } from './queue.ts'
import type { StoredWebhook } from './webhook.ts'

/** Limit of deliveries in the queue of a webhook that were not sent yet. Later changes wait in the change log. */
const mostFresh = 200
/** Limit of all deliveries in the queue of a webhook, with those that are sent again after a failure. */
const maxPending = 2000

export type ReadAhead = {
  events: WebhookEvent[]
  /** Subjects of the events, each once. */
  subjects: string[]
  /** `seq` of the last change that was taken; 0 = none was. */
  to: number
}

/** Number of deliveries that the queue of a webhook takes; 0 until at most half of `mostFresh` wait to be sent. */
export function roomOf({ fresh, pending }: { fresh: number; pending: number }): number {
  return fresh > mostFresh / 2 ? 0 : Math.max(0, Math.min(mostFresh - fresh, maxPending - pending))
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
    return { seq: change.seq, ...(event && { sent: { event, subject: subjectOf(event, preset) } }) }
  })
}

/** A change, and its event with its subject if the webhook gets one. */
export type ChangeEvent = { seq: number; sent?: { event: WebhookEvent; subject: string } }

/**
 * The next events, as many as have room in the queue. Events of one subject share a delivery.
 *
 * @param room number of deliveries
 * @param openSubjects subjects whose next event needs no room, because it joins a delivery that was not sent yet
 */
export function readAhead(changes: readonly ChangeEvent[], room: number, openSubjects: ReadonlySet<string>): ReadAhead {
  const events: WebhookEvent[] = []
  const added = new Set<string>()
  const subjects = new Set<string>()
  let to = 0
  for (const { seq, sent } of changes) {
    if (sent) {
      const { event, subject } = sent
      if (!openSubjects.has(subject) && !added.has(subject)) {
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
