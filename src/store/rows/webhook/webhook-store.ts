import type { Id } from '../../../domain/id.ts'
import type { DeliveryQuery, WebhookStore } from '../../../domain/store/webhook-store.ts'
import { everything } from '../../../domain/webhook/queue.ts'
import { webhookReader } from '../../../domain/webhook/webhook.ts'
import { change } from '../../schema/change.ts'
import { webhookDelivery as table } from '../../schema/webhook.ts'
import { createAuditRows } from '../access/audit.ts'
import type { Connection } from '../database/connection.ts'
import { and, asc, desc, gt, gte, lt, lte, sql } from '../database/drizzle.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import { reads, writes } from '../database/port.ts'
import { bound, createStatementCache, equals, prepared } from '../database/statement.ts'
import { json, stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { createChangeRows } from '../log/change.ts'
import { createLogReaderRows } from '../log/log-reader.ts'
import { createDeliveryRows, deliveryOf, pendingRow } from './delivery-row.ts'
import { createWebhookRows, webhookOf } from './webhook-row.ts'

/** Webhooks and their deliveries, for people. */
export function createWebhookStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): WebhookStore {
  const seen = createWebhookRows(reader)
  const seenDeliveries = createDeliveryRows(reader)
  const webhooks = createWebhookRows(connection)
  const deliveries = createDeliveryRows(connection)
  const changes = createChangeRows(connection)
  const readers = createLogReaderRows(connection)
  const audit = createAuditRows(connection)
  const period = prepared(
    connection.db
      .select({
        first: sql<number | null>`min(${change.seq})`,
        last: sql<number | null>`max(${change.seq})`,
        count: sql<number>`count(*)`,
      })
      .from(change)
      .where(and(gte(change.at, bound('since')), lte(change.at, bound('until')))),
  )

  const lists = createStatementCache<ReturnType<typeof prepareList>>()
  const prepareList = (hasState: boolean, isFrom: boolean, backwards: boolean) =>
    prepared(
      reader.db
        .select()
        .from(table)
        .where(
          and(
            equals(table.webhook_id, 'webhookId'),
            hasState ? equals(table.state, 'state') : undefined,
            isFrom ? (backwards ? gt : lt)(table.id, bound('from')) : undefined,
          ),
        )
        .orderBy((backwards ? asc : desc)(table.id))
        .limit(sql.placeholder('limit')),
    )
  const read = ({ webhookId, state }: DeliveryQuery, { from, backwards, limit }: PageRead<Id>) => {
    const shape = [state !== undefined, from !== undefined, backwards] as const
    return lists(`${shape}`, () => prepareList(...shape)).all({ webhookId, state, from, limit })
  }

  return {
    ...reads<Pick<WebhookStore, 'webhooks' | 'webhook' | 'webhookDeliveries' | 'webhookDelivery'>>(reader, {
      *webhooks() {
        return (yield* seen.all()).map(webhookOf)
      },
      *webhook(id) {
        const row = yield* seen.row(id)
        return row && webhookOf(row)
      },
      *webhookDeliveries(query) {
        const { rows, ...ends } = yield* readPage(
          query,
          page => read(query, page),
          row => row.id,
        )
        return { deliveries: rows.map(deliveryOf), ...ends }
      },
      *webhookDelivery(webhookId, deliveryId) {
        const row = yield* seenDeliveries.byId(webhookId, deliveryId)
        return row && deliveryOf(row)
      },
    }),
    ...writes<Pick<WebhookStore, 'writeWebhook' | 'replayDelivery' | 'replayChanges' | 'noteDelivery'>>(writer, {
      *writeWebhook(id, decide, write) {
        const row = yield* webhooks.row(id)
        const { put, remove, audit: entry } = decide(row && webhookOf(row), yield* webhooks.count())
        if (put) yield* webhooks.put(put, row)
        if (put && !row) yield* readers.move(webhookReader(id), undefined, yield* changes.last())
        if (remove) yield* webhooks.remove(id)
        if (entry) yield* audit.add(write, entry)
      },
      *replayDelivery(webhookId, deliveryId, write) {
        const row = yield* deliveries.byId(webhookId, deliveryId)
        if (!row) return false
        const at = stored(write.at)
        const detail = { webhook: webhookId, delivery: deliveryId }
        yield* audit.add(write, { action: 'webhook.replay', detail })
        if (row.claimed_until !== null && row.claimed_until > at) return true
        // Its age counts from now on, and so do its failures.
        const again = { state: 'pending', created_at: at, due_at: at, ended_at: null, failures: 0 } as const
        yield* deliveries.put({ ...row, ...again, claimed_until: null })
        return true
      },
      *replayChanges(webhookId, { since, until }, write) {
        const found = yield* period.get({ since: stored(since), until: stored(until) })
        if (!found || found.first === null || found.last === null) return 0
        yield* webhooks.setReplay(webhookId, { from: found.first - 1, until: found.last })
        yield* audit.add(write, { action: 'webhook.replay', detail: { webhook: webhookId, since, until } })
        return found.count
      },
      *noteDelivery(webhookId, { id, state, event, revision, attempts, createdAt, endedAt, attempt }) {
        if (!(yield* webhooks.row(webhookId))) return
        const row = pendingRow(webhookId, {
          id,
          subject: everything,
          event: { type: event as 'webhook.test', revision, at: createdAt, groups: [] },
          createdAt,
          dueAt: createdAt,
          attempts,
          failures: 0,
        })
        yield* deliveries.put({ ...row, state, ended_at: stored(endedAt), attempt: json(attempt) ?? null })
        yield* deliveries.trim(webhookId)
      },
    }),
  }
}
