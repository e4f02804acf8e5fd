import { integer, sqliteTable, text } from '../rows/database/drizzle.ts'

/** Every print epoch that a server ever recorded. The one with the highest ordinal is in force. */
export const recordedEpoch = sqliteTable('recorded_epoch', {
  epoch: text().primaryKey(),
  ordinal: integer().notNull().unique(),
  /** The `PUBLIC_URL` of its configuration, for messages. */
  public_url: text().notNull(),
  recorded_at: integer().notNull(),
})
