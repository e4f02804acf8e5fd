import { integer, sqliteTable, text } from '../rows/database/drizzle.ts'

/** State of copies of the database to another one. It is not copied itself. */
export const storeCopy = sqliteTable('store_copy', {
  /** `source`: this database is being copied. `target`: this database is an unfinished copy. */
  role: text({ enum: ['source', 'target'] }).primaryKey(),
  /** Random; the same in source and target. */
  id: text().notNull(),
  /** Random id of the process that copies. */
  owner: text().notNull(),
  /** Of a source: it is read-only until this time (seconds since 1970). 0 = it was written to afterwards. */
  until: integer().notNull(),
  /** Of a target: `CopyProgress` as JSON. */
  progress: text(),
})
