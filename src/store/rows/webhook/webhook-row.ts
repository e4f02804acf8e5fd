import type { Id } from '../../../domain/id.ts'
import { instantAt } from '../../../domain/instant.ts'
import { type StoredWebhook, webhookReader } from '../../../domain/webhook/webhook.ts'
import { webhook as table } from '../../schema/webhook.ts'
import type { Connection } from '../database/connection.ts'
import { desc, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed, stored } from '../database/value.ts'
import { createLogReaderRows } from '../log/log-reader.ts'

export type WebhookRow = typeof table.$inferSelect

/** Rows of webhooks on a connection. */
export function createWebhookRows(connection: Connection) {
  const { db } = connection
  const isWebhook = equals(table.id, 'id')
  const all = prepared(db.select().from(table).orderBy(desc(table.created_at), desc(table.id)))
  const byId = prepared(db.select().from(table).where(isWebhook))
  const count = prepared(db.select({ count: sql<number>`count(*)` }).from(table))
  const put = insertInto(connection, table, { conflict: { replaceBy: ['id'] } })
  const remove = prepared(db.delete(table).where(isWebhook))
  const setHealth = prepared(
    db
      .update(table)
      .set({
        health: bound('health'),
        successes: sql`${table.successes} + ${bound('successes')}`,
        failures: sql`${table.failures} + ${bound('failures')}`,
      })
      .where(isWebhook),
  )
  const setReplay = prepared(
    db
      .update(table)
      .set({ replayed: bound('replayed'), replay_until: bound('until') })
      .where(isWebhook),
  )
  const readers = createLogReaderRows(connection)
  return {
    all: () => all.all(),
    row: (id: Id) => byId.get({ id }),
    *count(): Routine<number> {
      return (yield* count.get())?.count ?? 0
    },
    put: (webhook: StoredWebhook, before: WebhookRow | undefined) => put(rowOf(webhook, before)),
    *remove(id: Id): Routine<void> {
      yield* remove.run({ id })
      yield* readers.remove(webhookReader(id))
    },
    setHealth: (id: Id, health: StoredWebhook['health'], isSuccess: boolean) =>
      setHealth.run({ id, health: json(health), successes: isSuccess ? 1 : 0, failures: isSuccess ? 0 : 1 }),
    setReplay: (id: Id, replay: { from: number; until: number } | undefined) =>
      setReplay.run({ id, replayed: replay?.from ?? null, until: replay?.until ?? null }),
  }
}

export function webhookOf(row: WebhookRow): StoredWebhook {
  return {
    id: row.id,
    settings: parsed<StoredWebhook['settings']>(row.settings),
    isPaused: row.is_paused === 1,
    headers: parsed<StoredWebhook['headers']>(row.headers),
    secrets: parsed<StoredWebhook['secrets']>(row.secrets),
    health: parsed<StoredWebhook['health']>(row.health),
    createdAt: instantAt(row.created_at),
    updatedAt: instantAt(row.updated_at),
  }
}

/** The part of the log that a row replays. */
export function replayOf({ replayed, replay_until }: WebhookRow): { from: number; until: number } | undefined {
  return replayed === null || replay_until === null ? undefined : { from: replayed, until: replay_until }
}

function rowOf(webhook: StoredWebhook, before: WebhookRow | undefined): WebhookRow {
  return {
    id: webhook.id,
    settings: json(webhook.settings),
    is_paused: webhook.isPaused ? 1 : 0,
    headers: json(webhook.headers),
    secrets: json(webhook.secrets),
    health: json(webhook.health),
    replayed: before?.replayed ?? null,
    replay_until: before?.replay_until ?? null,
    successes: before?.successes ?? 0,
    failures: before?.failures ?? 0,
    created_at: stored(webhook.createdAt),
    updated_at: stored(webhook.updatedAt),
  }
}
