import { createTakeFirst } from './take-first.ts'

/** An item of the cache. */
export type CacheItem = {
  readonly key: string
  /** Groups that it is removed with. */
  readonly groups: readonly string[]
  /** Size; changed by `grow` only. */
  bytes: number
  /** Reads since the cache last considered its eviction, 0 to 3. The reader increases it. */
  uses: number
}

/** A cache by key and by group, limited in bytes. */
export type EvictingCache<Item extends CacheItem> = {
  get(key: string): Item | undefined
  /** Adds an item, replacing one with the same key. Returns false when it is too large. */
  add(item: Item): boolean
  /** Adds to the size of an item, if it is still in the cache. */
  grow(item: Item, bytes: number): void
  remove(item: Item): void
  /** Removes all items that are in one of the groups. */
  drop(groups: readonly string[]): void
  /** Removes the items for which the predicate is false. */
  removeUnless(isKept: (item: Item) => boolean): void
  clear(): void
  bytes(): number
  count(): number
  /** Number of items that were removed because the cache was full. */
  evictions(): number
}

/** Maximum length of an evicted key that is remembered. */
const maxGhostLength = 512

/** Share of the capacity for items that were not read again, and for a single item. */
const smallShare = 0.1
const maxItemShare = 0.125

/**
 * S3-FIFO (Yang et al., SOSP 2023): a new item enters the small queue, and moves to the main queue if it was read again
 * before it reaches the end. A scan of items that are read once fills only the small queue. A read only increases a
 * counter; nothing is moved.
 *
 * @param capacity bytes
 * @param removed called with each item that is removed
 */
export function createEvictingCache<Item extends CacheItem>(
  capacity: number,
  removed: (item: Item) => void,
): EvictingCache<Item> {
  const small = new Map<string, Item>()
  const main = new Map<string, Item>()
  const byGroup = new Map<string, Set<Item>>()
  /** Keys of evicted items, oldest first. */
  const ghosts = new Set<string>()
  const takeSmall = createTakeFirst(() => small.values())
  const takeMain = createTakeFirst(() => main.values())
  const takeGhost = createTakeFirst(() => ghosts.values())
  let smallBytes = 0
  let mainBytes = 0
  let evictions = 0

  function evict(item: Item): void {
    if (small.get(item.key) === item) {
      small.delete(item.key)
      smallBytes -= item.bytes
    } else if (main.get(item.key) === item) {
      main.delete(item.key)
      mainBytes -= item.bytes
    } else return
    for (const name of item.groups) {
      const members = byGroup.get(name)
      members?.delete(item)
      if (members?.size === 0) byGroup.delete(name)
    }
    remember(item.key)
    removed(item)
  }

  function remember(key: string): void {
    if (key.length > maxGhostLength) return
    ghosts.add(key)
    while (ghosts.size > small.size + main.size) ghosts.delete(takeGhost() ?? '')
  }

  function place(item: Item): void {
    if (ghosts.delete(item.key)) {
      main.set(item.key, item)
      mainBytes += item.bytes
    } else {
      small.set(item.key, item)
      smallBytes += item.bytes
    }
  }

  function makeRoom(): void {
    while (smallBytes + mainBytes > capacity) {
      const first = smallBytes > capacity * smallShare || main.size === 0 ? takeSmall() : takeMain()
      if (!first) return
      if (first.uses === 0) {
        evict(first)
        evictions += 1
      } else promote(first)
    }
  }

  /** Moves an item to the end of the main queue. That costs one of its uses, so that the loop ends. */
  function promote(item: Item): void {
    if (small.delete(item.key)) {
      smallBytes -= item.bytes
      mainBytes += item.bytes
    }
    item.uses -= 1
    main.delete(item.key)
    main.set(item.key, item)
  }

  const all = () => [...small.values(), ...main.values()]
  const cache: EvictingCache<Item> = {
    get: key => main.get(key) ?? small.get(key),
    add(item) {
      if (item.bytes > capacity * maxItemShare) return false
      const known = cache.get(item.key)
      if (known) evict(known)
      place(item)
      for (const name of item.groups) {
        const members = byGroup.get(name)
        if (members) members.add(item)
        else byGroup.set(name, new Set([item]))
      }
      makeRoom()
      return true
    },
    grow(item, bytes) {
      if (cache.get(item.key) !== item) return
      item.bytes += bytes
      if (small.has(item.key)) smallBytes += bytes
      else mainBytes += bytes
      makeRoom()
    },
    remove: evict,
    drop(groups) {
      for (const name of groups) for (const item of [...(byGroup.get(name) ?? [])]) evict(item)
    },
    removeUnless(isKept) {
      for (const item of all()) if (!isKept(item)) evict(item)
    },
    clear() {
      for (const item of all()) evict(item)
    },
    bytes: () => smallBytes + mainBytes,
    count: () => small.size + main.size,
    evictions: () => evictions,
  }
  return cache
}
