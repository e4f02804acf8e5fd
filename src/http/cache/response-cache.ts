import type { CacheReader } from '../../change/local/cache.ts'
import type { Change } from '../../domain/change.ts'
import type { Coding } from './coding.ts'
import { type Entry, ownBytes } from './entry.ts'
import { createEvictingCache } from './evicting-cache.ts'
import { createRecentChanges } from './recent-change.ts'

/** Responses in memory. Check `isCurrent` before you use one. */
export type ResponseCache = {
  /** Whether the cache reflects all changes made before this turn of the event loop. */
  isCurrent(): boolean
  /** Resolves when the cache reflects all changes made before the call. */
  refresh(): Promise<void>
  /** The entry for a request target exactly as it was sent. */
  byTarget(target: string): Entry | undefined
  get(key: string): Entry | undefined
  /** Adds a request target, as sent, under which `byTarget` finds the entry. Only after the request was validated. */
  addAlias(entry: Entry, target: string): void
  /** Position in the change log. Read it before the store is read. */
  position(): number
  /**
   * Stores an entry, unless one of its groups changed since its fetch began.
   *
   * @param since the `position` when the fetch began
   */
  add(entry: Entry, since: number): boolean
  /** Whether this very entry is in the cache. */
  holds(entry: Entry): boolean
  /** Adds a compressed body to an entry. */
  store(entry: Entry, coding: Exclude<Coding, 'identity'>, body: Uint8Array): void
  /** Removes entries created before a time (milliseconds): view counts in them are old. */
  expire(before: number): void
  statistics(): CacheStatistics
}

export type CacheStatistics = {
  entries: number
  bytes: number
  /** Entries that were removed because the cache was full. */
  evictions: number
  /** How often, and how long in seconds, `refresh` had to read the change log. */
  waits: number
  waitedSeconds: number
}

/** Targets remembered per entry: the same request with other parameter order or percent-encoding. */
const maxAliases = 4

/** @param follow starts to read the change log, and calls `drop` with each change */
export async function createResponseCache(
  capacity: number,
  follow: (drop: (change: Change) => void) => Promise<CacheReader>,
): Promise<ResponseCache> {
  const byTarget = new Map<string, Entry>()
  const entries = createEvictingCache<Entry>(capacity, entry => {
    for (const target of entry.aliases) byTarget.delete(target)
  })
  const recent = createRecentChanges()
  const reader = await follow(({ groups, seq, isDamaged }) => {
    if (isDamaged) {
      recent.noteAll(seq)
      entries.removeUnless(() => false)
    } else {
      recent.note(groups, seq)
      entries.drop(groups)
    }
  })

  return {
    isCurrent: () => reader.isCurrent(),
    refresh: () => reader.refresh(),
    position: () => reader.position(),
    byTarget: target => byTarget.get(target),
    get: key => entries.get(key),
    addAlias(entry, target) {
      if (entry.aliases.length >= maxAliases || byTarget.has(target) || entries.get(entry.key) !== entry) return
      entry.aliases.push(target)
      byTarget.set(target, entry)
      entries.grow(entry, target.length + 64)
    },
    add(entry, since) {
      return !recent.hasChanged(entry.groups, since) && entries.add(entry)
    },
    holds: entry => entries.get(entry.key) === entry,
    store(entry, coding, body) {
      entry.bodies[coding] = ownBytes(body)
      entries.grow(entry, body.byteLength)
    },
    expire: before => entries.removeUnless(({ createdAt }) => createdAt >= before),
    statistics: () => ({
      entries: entries.count(),
      bytes: entries.bytes(),
      evictions: entries.evictions(),
      ...reader.waits(),
    }),
  }
}
