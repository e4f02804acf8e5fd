import { createEntry, type Entry, type EntryParts, ownBytes } from './entry.ts'
import type { ResponseCache } from './response-cache.ts'

/** `stored`: other requests can use it. `outdated`: a change arrived meanwhile. `none`: there is nothing to store. */
type Outcome = 'stored' | 'outdated' | 'none'

/** A response that one request builds while others wait for it. */
export type PendingFetch = {
  readonly key: string
  /** The request target as it was sent. */
  readonly target: string
  /** Position in the change log before the store was read. */
  readonly since: number
  readonly finished: Promise<Outcome>
  finish(outcome: Outcome): void
}

/** Builds each response once, however many requests ask for it at the same time. */
export type SingleFlight = {
  /**
   * Returns the cached response, waiting for another request that builds it. Otherwise returns a pending fetch that the
   * caller must `complete` or `abandon`. Only for valid requests.
   */
  begin(target: string, key: string): Promise<{ entry: Entry } | { pendingFetch: PendingFetch | undefined }>
  /** Stores a response, unless a change made it outdated, and returns it as an entry. */
  complete(pendingFetch: PendingFetch | undefined, parts: Omit<EntryParts, 'key'>): Entry
  /** Lets the waiting requests go on without a response. Does nothing after `complete`. */
  abandon(pendingFetch: PendingFetch | undefined): void
}

/** @param cache absent = every request builds its own response */
export function createSingleFlight(cache: ResponseCache | undefined): SingleFlight {
  const pending = new Map<string, PendingFetch>()

  function start(key: string, target: string, since: number): PendingFetch {
    const { promise: finished, resolve: finish } = Promise.withResolvers<Outcome>()
    const pendingFetch = { key, target, since, finished, finish }
    pending.set(key, pendingFetch)
    return pendingFetch
  }

  function finish(pendingFetch: PendingFetch, outcome: Outcome): void {
    if (pending.get(pendingFetch.key) !== pendingFetch) return
    pending.delete(pendingFetch.key)
    pendingFetch.finish(outcome)
  }

  return {
    async begin(target, key) {
      if (!cache) return { pendingFetch: undefined }
      await cache.refresh()
      for (;;) {
        const entry = cache.get(key)
        if (entry) {
          entry.uses = Math.min(3, entry.uses + 1)
          cache.addAlias(entry, target)
          return { entry }
        }
        const other = pending.get(key)
        if (!other) return { pendingFetch: start(key, target, cache.position()) }
        // A response that cannot be stored must not be built one request after the other.
        if ((await other.finished) === 'none') return { pendingFetch: undefined }
      }
    },
    complete(pendingFetch, parts) {
      if (!cache || !pendingFetch) return createEntry({ ...parts, key: '' })
      const { key, target, since } = pendingFetch
      const entry = createEntry({ ...parts, body: ownBytes(parts.body), key })
      const isStored = cache.add(entry, since)
      if (isStored) cache.addAlias(entry, target)
      finish(pendingFetch, isStored ? 'stored' : 'outdated')
      return entry
    },
    abandon: pendingFetch => void (pendingFetch && finish(pendingFetch, 'none')),
  }
}
