import type { Change } from '../../change.ts'

/** The change log of delivered articles. Rows are written in the transaction of the change. */
export interface ChangeStore {
  /** Rows with a higher `seq`, in order. Who has seen n never later meets a row below n. */
  changes(after: number, limit: number): Promise<Change[]>

  /** The highest `seq`, 0 before the first. */
  lastChange(): Promise<number>

  /** A number that is another one after every commit to the store, of any process. NaN if the store does not know. */
  version(): number

  /**
   * A number that is another one after every change of the log, of any process. Synchronous and of about a microsecond, so
   * that it can be asked before every answer. NaN if the store does not know: then ask `currentLogVersion`.
   */
  logVersion(): number

  /**
   * The same number, of every change that was committed before the call. Calls of one turn of the event loop may share one
   * query.
   *
   * @throws AppError `unavailable`
   */
  currentLogVersion(): Promise<number>
}
