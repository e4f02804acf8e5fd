import type { Instant } from '../../domain/instant.ts'
import type { ChangeStore } from '../../domain/store/change-store.ts'

/** When what the public sees last changed. */
export type ChangedAt = () => Promise<Instant | undefined>

/**
 * The time of the newest change, but not before this process started: what a configuration or a version changes in lists
 * and feeds is no change in the log. Undefined where the log is empty.
 */
export function createChangedAt(store: Pick<ChangeStore, 'changes' | 'lastChange'>, startedAt: Instant): ChangedAt {
  return async () => {
    const last = await store.lastChange()
    const [row] = last === 0 ? [] : await store.changes(last - 1, 1)
    return row && (row.at > startedAt ? row.at : startedAt)
  }
}
