import type { Instant } from '../../domain/instant.ts'
import type { ChangeStore } from '../../domain/store/log/change-store.ts'

/** Time of the last visible change. */
export type ChangedAt = () => Promise<Instant | undefined>

/**
 * The time of the newest change, or the start of this process if that is later: a new configuration or program version
 * changes lists and feeds without an entry in the log. Undefined if the log is empty.
 */
export function createChangedAt(store: Pick<ChangeStore, 'changes' | 'lastChange'>, startedAt: Instant): ChangedAt {
  return async () => {
    const last = await store.lastChange()
    const [row] = last === 0 ? [] : await store.changes(last - 1, 1)
    return row && (row.at > startedAt ? row.at : startedAt)
  }
}
