import type { Lease } from '../../import/step.ts'
import type { Instant } from '../../instant.ts'

/** Kinds of records that expire. Tombstones do not. */
export const perishable = ['changes', 'audit', 'sources', 'jobs', 'views'] as const

export type Perishable = (typeof perishable)[number]

export interface RetentionStore {
  /** Takes the lease of pruning. False = another process has it. */
  claimRetention(lease: Lease, at: Instant): Promise<boolean>

  /**
   * Removes some records older than `before`, for about 10 ms of writing. True = there may be more.
   *
   * - `changes`: rows of the change log, except the newest one, which is needed to check tokens, and rows that one of
   *   `readers` has not read yet.
   * - `audit`: entries of the audit.
   * - `sources`: the bytes that an article was imported from, if the article was changed since.
   * - `jobs`: reprints that ended.
   * - `views`: views by day that no window counts any more: see `firstViewDay`. The totals keep them.
   */
  prune(kind: Perishable, before: Instant, readers: readonly string[]): Promise<boolean>
}
