import type { UploadStore } from '../../../domain/store/upload-store.ts'
import type { Connection } from '../database/connection.ts'
import type { Routine } from '../database/routine.ts'
import type { Writer } from '../database/writer.ts'

/** The last numbers of the numbered tables. */
export type LastNumbers = { change: number; audit: number }

/** A database that is copied, or copied to. */
export type CopyEnd = {
  connection: Connection
  /** Also writes to a marked database: see `createGuardedWriter`. */
  writer: Writer
  /** The uploads of imports. */
  uploads: UploadStore
  /** Sets the numbers after which the database continues. */
  setNumbers(numbers: LastNumbers): Routine<void>
  close(): Promise<void>
}
