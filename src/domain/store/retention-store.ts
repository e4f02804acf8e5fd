import type { Lease } from '../import/step.ts'
import type { Instant } from '../instant.ts'

/** What is removed once it is old. Tombstones never are. */
export const perishable = ['changes', 'audit', 'sources', 'jobs'] as const

export type Perishable = (typeof perishable)[number]

export interface RetentionStore {
  /** Takes the work of pruning for a while. False = another process has it. */
  claimRetention(lease: Lease, at: Instant): Promise<boolean>

  /**
   * Removes a part of what is older than `before`, for some 10 ms of writing; true = there may be more.
   *
   * - `changes`: rows of the change log, but the newest one of them, by which tokens are checked. What one of `readers` has
   *   still to read stays.
   * - `audit`: entries of the audit.
   * - `sources`: the bytes that an article was imported from, where the article was changed since.
   * - `jobs`: reprints that ended.
   */
  prune(kind: Perishable, before: Instant, readers: readonly string[]): Promise<boolean>
}
