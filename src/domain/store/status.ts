import type { Instant } from '../instant.ts'
import type { StoreFigures } from './figure-store.ts'

/** State of a store for operators. */
export type StoreStatus = {
  /** The last migration that was applied, and those that are not applied yet. */
  schema: { applied: string; pending: string[] }
  /** Absent while migrations are pending. */
  content?: StoreFigures & {
    /** Working copies: published articles and drafts. */
    workingCopies: number
    /** WebSub pings that wait, and those among them that failed before. */
    pings: { waiting: number; failed: number }
    /** The last backup that `offprint backup` made; absent = none is known. */
    lastBackup?: LastBackup
  }
}

export type LastBackup = {
  at: Instant
  /** The newest entry of the change log in it. */
  lastChange: number
}
