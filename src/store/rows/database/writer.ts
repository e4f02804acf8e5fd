import type { Routine } from './routine.ts'

/** Runs all write transactions, one after the other. */
export type Writer = {
  /**
   * Runs a routine in one transaction.
   *
   * @throws AppError `store-busy`, `store-full`: nothing was written
   * @throws AppError `store-replaced`: the write may be lost
   */
  write<Result>(work: () => Routine<Result>): Promise<Result>
  /** Runs a routine within a savepoint: if it throws, only its own changes are rolled back. */
  savepoint<Result>(work: () => Routine<Result>): Routine<Result>
  /**
   * Removes deleted content from the files of the database, as far as the engine can. SQLite checkpoints and truncates its
   * log; readers of other processes may prevent that for a second, and then each later write tries again. PostgreSQL starts
   * VACUUM, and does not wait for its end.
   */
  emptyLog(): Promise<void>
  /** Whether the last write found the disk full. */
  isFull(): boolean
  /** Resolves when all requested writes are done. */
  idle(): Promise<void>
}
