import type { Change } from '../change.ts'

/** The change log of delivered articles. Rows are written in the transaction of the change. */
export interface ChangeStore {
  /** Rows with a higher `seq`, in order. Who has seen n never later meets a row below n. */
  changes(after: number, limit: number): Promise<Change[]>

  /** The highest `seq`, 0 before the first. */
  lastChange(): Promise<number>

  /**
   * A number that is another one after every commit to the store, of any process. Synchronous and of about a
   * microsecond, so that it can be asked before every answer.
   */
  version(): number
}
