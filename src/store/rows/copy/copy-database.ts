import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { UploadStore } from '../../../domain/store/import/upload-store.ts'
import type { Connection } from '../database/connection.ts'
import type { Routine } from '../database/routine.ts'
import type { Writer } from '../database/writer.ts'

/** The last number in each table whose rows the database numbers. */
export type LastSequenceNumbers = { change: number; audit: number }

/** A database as the source or the target of `offprint copy`. */
export type CopyDatabase = {
  connection: Connection
  /** Also writes to a marked database: see `createGuardedWriter`. */
  writer: Writer
  /** The uploads of imports. */
  uploads: UploadStore
  /**
   * Adds or removes many rows of a table. Engines may leave out the triggers of the table that maintain counts: all tables
   * are copied, also those with the counts.
   */
  load(table: SQLiteTable, work: () => Routine<void>): Routine<void>
  /** Sets the numbers after which the database continues. */
  setSequences(numbers: LastSequenceNumbers): Routine<void>
  close(): Promise<void>
}
