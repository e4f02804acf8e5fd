import type { BetterSQLite3Database as Database } from 'drizzle-orm/better-sqlite3'
import type { Answer, Routine } from './routine.ts'
import type { Syntax } from './syntax.ts'

/** A connection to the database, for the rows. */
export type Connection = {
  /** Builds and prepares statements. */
  db: Database
  syntax: Syntax
  /** Runs a routine, not in a transaction. */
  read<Result>(work: () => Routine<Result>): Result | Promise<Result>
  /** Runs a routine in one transaction: all its reads see the same state of the database. */
  snapshot<Result>(work: () => Routine<Result>): Result | Promise<Result>
  /** Whether an error says that stored data cannot be read. */
  isDamagedData(error: unknown): boolean
  /**
   * Runs a decision, which is pure and reads by `answer`. It may run again from the start when an answer has arrived, and
   * then gets the same answers as before.
   */
  decide<Result>(decision: (answer: Answer) => Result): Routine<Result>
}
