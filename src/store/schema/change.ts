import { index, integer, primaryKey, sqliteTable, text } from '../rows/database/drizzle.ts'

/** The log of what the public sees. AUTOINCREMENT: a number is never used again, also after pruning. */
export const change = sqliteTable(
  'change',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    at: integer().notNull(),
    kind: text({ enum: ['published', 'reprinted', 'withdrawn', 'moved'] }).notNull(),
    article_id: text().notNull(),
    edition: integer().notNull(),
    slug: text().notNull(),
    reason: text({ enum: ['deleted', 'unpublished', 'expired', 'moved', 'withdrawn'] }),
    /** `Delivered` as JSON. */
    before: text().notNull(),
    after: text().notNull(),
  },
  row => [index('change_at').on(row.at)],
)

/** Readers of the log that run once across processes. */
export const logReader = sqliteTable('log_reader', {
  name: text().primaryKey(),
  /** The last `seq` that is done with. */
  cursor: integer().notNull(),
  lease_owner: text(),
  lease_until: integer(),
})

/** Topics that a WebSub hub still has to hear of. */
export const websubPing = sqliteTable(
  'websub_ping',
  {
    hub: text().notNull(),
    topic: text().notNull(),
    seq: integer().notNull(),
    attempts: integer().notNull(),
    due_at: integer().notNull(),
    error: text(),
  },
  row => [primaryKey({ columns: [row.hub, row.topic] }), index('websub_ping_due').on(row.due_at)],
)
