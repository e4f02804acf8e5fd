import type { ChangeStore } from '../../domain/store/change-store.ts'
import { createFollower } from './follower.ts'
import type { Freshness } from './freshness.ts'

/** The reader of the log that keeps a cache of answers in step. */
export type CacheReader = {
  /** Number of the last change that was told. */
  position(): number
  /** Whether everything committed before this turn of the event loop was told. Synchronous; about a microsecond. */
  isCurrent(): boolean
  /** Ends when everything committed before the call was told. */
  refresh(): Promise<void>
}

/** Rows read at once. */
const batch = 1000

/**
 * Begins at the end of the log, as a cache begins empty.
 *
 * @param evict told the groups of each change, in order; nothing that names one of them may be answered any more
 */
export async function followForCache(
  store: ChangeStore,
  freshness: Freshness,
  evict: (groups: readonly string[], seq: number) => void,
): Promise<CacheReader> {
  const follower = createFollower(store, freshness, {
    from: await store.lastChange(),
    batch,
    read(rows) {
      for (const { groups, seq } of rows) evict(groups, seq)
    },
  })
  return {
    position: () => follower.position(),
    isCurrent: () => follower.isCurrent(),
    async refresh() {
      if (!follower.isCurrent(freshness.now())) await follower.catchUp()
    },
  }
}
