import { index, integer, primaryKey, sqliteTable, text } from '../rows/database/drizzle.ts'

/** Work in batches that survives a restart: imports, reprints. */
export const job = sqliteTable(
  'job',
  {
    id: text().primaryKey(),
    kind: text({ enum: ['import', 'reprint'] }).notNull(),
    /** What it works on, so that the same work is not queued twice: `{kind}:{id}` of a use for a reprint. */
    subject: text().notNull(),
    state: text({ enum: ['waiting', 'running', 'done', 'failed', 'cancelled'] }).notNull(),
    /** JSON. */
    input: text(),
    /** Where it goes on: the last article id of a reprint. */
    cursor: text().notNull(),
    /** Last `seq` when it was queued: what was printed later is not its business. */
    seq: integer().notNull(),
    total: integer().notNull(),
    done: integer().notNull(),
    actor: text().notNull(),
    created_at: integer().notNull(),
    ended_at: integer(),
    lease_owner: text(),
    lease_until: integer(),
    error: text(),
  },
  row => [index('job_state').on(row.state, row.kind, row.id), index('job_subject').on(row.kind, row.subject)],
)

/** What became of each item of a job. */
export const jobItem = sqliteTable(
  'job_item',
  {
    job_id: text()
      .notNull()
      .references(() => job.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    name: text().notNull(),
    outcome: text().notNull(),
    article_id: text(),
    /** JSON: notes and problems. */
    report: text(),
  },
  row => [primaryKey({ columns: [row.job_id, row.position] })],
)
