import type { Change } from '../../domain/change.ts'
import type { ChangeStore } from '../../domain/store/log/change-store.ts'
import { createFollower } from './follower.ts'
import type { Freshness } from './freshness.ts'

/** Reader of the change log that invalidates a response cache. */
export type CacheReader = {
  /** `seq` of the last change that was processed. */
  position(): number
  /** Whether every commit before this turn of the event loop was processed. Synchronous; takes about a microsecond. */
  isCurrent(): boolean
  /** Resolves when every commit before the call is processed. */
  refresh(): Promise<void>
  /** How often, and how long in seconds, `refresh` had to read the log. */
  waits(): { waits: number; waitedSeconds: number }
}

/** Rows per read. */
const batch = 1000

/**
 * Starts at the end of the log, because the cache starts empty.
 *
 * @param evict receives each change, in order, and must remove every response that has one of its groups, or all responses
 *   if the change is damaged
 */
export async function followForCache(
  store: ChangeStore,
  freshness: Freshness,
  evict: (change: Change) => void,
): Promise<CacheReader> {
  const follower = createFollower(store, freshness, {
    from: await store.lastChange(),
    batch,
    read(rows) {
      for (const row of rows) evict(row)
    },
  })
  let waits = 0
  let waitedSeconds = 0
  return {
    position: () => follower.position(),
    isCurrent: () => follower.isCurrent(),
    async refresh() {
      if (follower.isCurrent(await freshness.current())) return
      const since = performance.now()
      await follower.runOverdue()
      waits += 1
      waitedSeconds += (performance.now() - since) / 1000
    },
    waits: () => ({ waits, waitedSeconds }),
  }
}
