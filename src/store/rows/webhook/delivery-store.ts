import type { Id } from '../../../domain/id.ts'
import type { ClaimedDelivery, DeliveryStore, QueueMove } from '../../../domain/store/webhook-store.ts'
import { type StoredWebhook, stateOf, webhookReader } from '../../../domain/webhook/webhook.ts'
import type { Connection } from '../database/connection.ts'
import { reads, writes } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { json, stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { createLogReaderRows } from '../log/log-reader.ts'
import { createDeliveryRows, pendingOf, pendingRow } from './delivery-row.ts'
import { createWebhookRows, replayOf, type WebhookRow, webhookOf } from './webhook-row.ts'

/** Due deliveries of one webhook that are read for one claim. */
const dueAtOnce = 50

/** The queue of webhook deliveries. */
export function createDeliveryStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): DeliveryStore {
  const seen = {
    webhooks: createWebhookRows(reader),
    rows: createDeliveryRows(reader),
    log: createLogReaderRows(reader),
  }
  const webhooks = createWebhookRows(connection)
  const rows = createDeliveryRows(connection)
  const log = createLogReaderRows(connection)

  function* activeRow(id: Id): Routine<WebhookRow | undefined> {
    const row = yield* webhooks.row(id)
    return row && stateOf(webhookOf(row)) === 'active' ? row : undefined
  }

  /** Moves the cursor of the log or of a replay. Returns whether it moved. */
  function* move(row: WebhookRow, { isReplay, from, to }: QueueMove): Routine<boolean> {
    if (!isReplay) return yield* log.move(webhookReader(row.id), from, to)
    const replay = replayOf(row)
    if (replay?.from !== from) return false
    yield* webhooks.setReplay(row.id, to < replay.until ? { from: to, until: replay.until } : undefined)
    return true
  }

  /** Webhooks with a delivery that can be claimed. Deliveries may be due and wait for others. */
  function* ready(
    ids: readonly Id[],
    at: string,
    plan: Parameters<DeliveryStore['claimDeliveries']>[2],
  ): Routine<Id[]> {
    const found: Id[] = []
    for (const id of ids) {
      const row = yield* seen.webhooks.row(id)
      if (row && plan(webhookOf(row), yield* seen.rows.claimable(id, at, dueAtOnce)).claim.length > 0) found.push(id)
    }
    return found
  }

  function* claim(
    ids: readonly Id[],
    at: string,
    plan: Parameters<DeliveryStore['claimDeliveries']>[2],
  ): Routine<ClaimedDelivery[]> {
    const claimed: ClaimedDelivery[] = []
    for (const id of ids) {
      const row = yield* activeRow(id)
      if (!row) continue
      const webhook = webhookOf(row)
      const { claim, drop } = plan(webhook, yield* rows.claimable(id, at, dueAtOnce))
      for (const one of drop) yield* rows.remove(one)
      for (const delivery of claim) {
        yield* rows.putPending(id, delivery)
        claimed.push({ webhook, delivery })
      }
    }
    return claimed
  }

  return {
    ...reads<Pick<DeliveryStore, 'webhookBacklogs' | 'openSubjects'>>(reader, {
      openSubjects: (webhookId, subjects) => seen.rows.openSubjects(webhookId, subjects),
      *webhookBacklogs() {
        const backlogs = []
        for (const row of yield* seen.webhooks.all()) {
          const webhook = webhookOf(row)
          if (stateOf(webhook) !== 'active') continue
          const cursor = (yield* seen.log.cursor(webhookReader(webhook.id))) ?? 0
          backlogs.push({ webhook, cursor, replay: replayOf(row), ...(yield* seen.rows.backlog(webhook.id)) })
        }
        return backlogs
      },
    }),
    ...writes<Pick<DeliveryStore, 'queueDeliveries' | 'renewClaims' | 'settleDeliveries'>>(writer, {
      *queueDeliveries(moves, plan) {
        let moved = 0
        for (const one of moves) {
          const { webhookId, events, subjects } = one
          const row = yield* activeRow(webhookId)
          if (!row || !(yield* move(row, one))) continue
          moved += 1
          if (events.length === 0) continue
          const { put, drop } = plan(webhookOf(row), events, yield* rows.ofSubjects(webhookId, subjects))
          for (const id of drop) yield* rows.remove(id)
          for (const delivery of put) yield* rows.putPending(webhookId, delivery)
        }
        return moved
      },
      *renewClaims(claims, until) {
        const lost: Id[] = []
        for (const claim of claims) if (!(yield* rows.renewClaim(claim, until))) lost.push(claim.deliveryId)
        return lost
      },
      *settleDeliveries(results, plan) {
        const disabled = new Map<Id, StoredWebhook>()
        for (const result of results) {
          const { webhookId, deliveryId, number, attempt } = result
          const row = yield* webhooks.row(webhookId)
          const delivery = yield* rows.byId(webhookId, deliveryId)
          if (!row || delivery?.state !== 'pending' || delivery.attempts !== number) continue
          const before = webhookOf(row)
          // Erased content is not stored again by a request that was running meanwhile.
          const shown = delivery.attempt === null ? attempt : undefined
          const pending = pendingOf(delivery)
          const { state, health, keep, repeat } = plan(result, before, pending, yield* rows.newer(webhookId, pending))
          yield* webhooks.setHealth(webhookId, health, state === 'delivered')
          if (health.disabled && !before.health.disabled) disabled.set(webhookId, { ...before, health })
          if (state === 'superseded') yield* rows.remove(deliveryId)
          else if (state !== 'pending') {
            const { claimedUntil: _, ...ended } = pending
            const end = { state, due_at: stored(attempt.at), ended_at: stored(attempt.at), attempt: json(shown) }
            yield* rows.put({ ...pendingRow(webhookId, ended), ...end })
          }
          if (keep) yield* rows.putPending(webhookId, keep, keep.id === deliveryId ? shown : undefined)
          if (repeat) yield* rows.putPending(webhookId, repeat)
        }
        for (const id of new Set(results.map(one => one.webhookId))) yield* rows.trim(id)
        return [...disabled.values()]
      },
    }),
    async claimDeliveries(webhookIds, at, plan) {
      // Take the lock only if something can be claimed.
      const ids = await reader.read(() => ready(webhookIds, at, plan))
      return ids.length === 0 ? [] : writer.write(() => claim(ids, at, plan))
    },
  }
}
