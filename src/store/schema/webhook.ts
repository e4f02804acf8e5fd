import { index, integer, sql, sqliteTable, text } from '../rows/database/drizzle.ts'

/** Webhooks. They must sign, so their secrets are stored as they are; the file is readable by its owner only. */
export const webhook = sqliteTable('webhook', {
  id: text().primaryKey(),
  /** JSON. */
  settings: text().notNull(),
  /** 0 or 1. */
  is_paused: integer().notNull(),
  /** JSON: additional header fields, which may contain keys of the receiver. */
  headers: text().notNull(),
  /** JSON. */
  secrets: text().notNull(),
  /** JSON: how the receiver has been answering. */
  health: text().notNull(),
  /** Last `seq` of a replay that is queued, and last one of the replay. */
  replayed: integer(),
  replay_until: integer(),
  /** Requests that succeeded and that failed. */
  successes: integer().notNull(),
  failures: integer().notNull(),
  created_at: integer().notNull(),
  updated_at: integer().notNull(),
})

/** Deliveries that are pending or failed, and the last ones that succeeded. */
export const webhookDelivery = sqliteTable(
  'webhook_delivery',
  {
    id: text().primaryKey(),
    webhook_id: text()
      .notNull()
      .references(() => webhook.id, { onDelete: 'cascade' }),
    /** An article, or everything: see `subjectOf`. */
    subject: text().notNull(),
    state: text({ enum: ['pending', 'failed', 'delivered'] }).notNull(),
    /** JSON. */
    event: text().notNull(),
    /** Of the event. */
    revision: integer().notNull(),
    attempts: integer().notNull(),
    failures: integer().notNull(),
    created_at: integer().notNull(),
    due_at: integer().notNull(),
    claimed_until: integer(),
    ended_at: integer(),
    /** JSON: the last request and its response. `null` while a request runs that must not be stored: see `createDeliveryEraser`. */
    attempt: text(),
  },
  row => [
    index('webhook_delivery_due').on(row.webhook_id, row.state, row.due_at),
    // Counts what waits without its rows: with 2000 deliveries of each of 20 webhooks in 3 ms in place of 170.
    index('webhook_delivery_pending')
      .on(row.webhook_id, row.attempts, row.due_at, row.claimed_until)
      .where(sql`state = 'pending'`),
    index('webhook_delivery_subject').on(row.webhook_id, row.subject).where(sql`state = 'pending'`),
    index('webhook_delivery_claimed').on(row.webhook_id, row.claimed_until).where(sql`claimed_until IS NOT NULL`),
    index('webhook_delivery_webhook').on(row.webhook_id, row.id),
  ],
)
