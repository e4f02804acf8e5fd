import type { Change } from '../change.ts'

/** The log of what the public sees. Rows are written with what they tell of, never apart. */
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
