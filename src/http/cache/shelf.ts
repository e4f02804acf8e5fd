import { createTakeFirst } from '../access/take-first.ts'

/** What a shelf keeps. */
export type Shelved = {
  readonly key: string
  /** Names that it is removed by. */
  readonly groups: readonly string[]
  /** What it takes of the shelf's room; changed by `grow` only. */
  bytes: number
  /** How often it was asked for since the shelf last looked; set by whoever asks, 0 to 3. */
  uses: number
}

/** Things by key and by group, in a bounded number of bytes. */
export type Shelf<Thing extends Shelved> = {
  get(key: string): Thing | undefined
  /** Whether there is room for what has this key, or it was here or asked about not long ago; that it was is noted. */
  wants(key: string): boolean
  /** Puts it in the place of what has its key; what is too large is not taken. */
  add(thing: Thing): boolean
  /** Notes that it takes more room, where it still stands here. */
  grow(thing: Thing, bytes: number): void
  remove(thing: Thing): void
  /** Removes all that have one of the groups. */
  drop(groups: readonly string[]): void
  /** Removes all that are not to be kept. */
  sweep(keeps: (thing: Thing) => boolean): void
  clear(): void
  bytes(): number
  count(): number
}

/** Longest key that is remembered of what left. */
const longestMemory = 512

/** Share of the room that what was never asked for again may take, and that one thing may. */
const youngShare = 0.1
const largestShare = 0.125

/**
 * Two queues, as in S3-FIFO (Yang et al., SOSP 2023): what comes waits among the young, and moves on to the proven when
 * it was asked for again by the time its turn comes. A flood of things that are asked for once passes through the young
 * and leaves the proven alone. Asking only counts: nothing is moved for it.
 *
 * @param room bytes
 * @param removed told of each thing that leaves
 */
export function createShelf<Thing extends Shelved>(room: number, removed: (thing: Thing) => void): Shelf<Thing> {
  const young = new Map<string, Thing>()
  const proven = new Map<string, Thing>()
  const byGroup = new Map<string, Set<Thing>>()
  /** Keys of what left, oldest first. */
  const ghosts = new Set<string>()
  const takeYoung = createTakeFirst(() => young.values())
  const takeProven = createTakeFirst(() => proven.values())
  const takeGhost = createTakeFirst(() => ghosts.values())
  let youngBytes = 0
  let provenBytes = 0

  function forget(thing: Thing): void {
    if (young.get(thing.key) === thing) {
      young.delete(thing.key)
      youngBytes -= thing.bytes
    } else if (proven.get(thing.key) === thing) {
      proven.delete(thing.key)
      provenBytes -= thing.bytes
    } else return
    for (const name of thing.groups) {
      const members = byGroup.get(name)
      members?.delete(thing)
      if (members?.size === 0) byGroup.delete(name)
    }
    remember(thing.key)
    removed(thing)
  }

  function remember(key: string): void {
    if (key.length > longestMemory) return
    ghosts.add(key)
    while (ghosts.size > young.size + proven.size) ghosts.delete(takeGhost() ?? '')
  }

  function place(thing: Thing): void {
    if (ghosts.delete(thing.key)) {
      proven.set(thing.key, thing)
      provenBytes += thing.bytes
    } else {
      young.set(thing.key, thing)
      youngBytes += thing.bytes
    }
  }

  function makeRoom(): void {
    while (youngBytes + provenBytes > room) {
      const first = youngBytes > room * youngShare || proven.size === 0 ? takeYoung() : takeProven()
      if (!first) return
      if (first.uses === 0) forget(first)
      else promote(first)
    }
  }

  /** To the end of the proven; each time there costs one of the uses, so that room is always found. */
  function promote(thing: Thing): void {
    if (young.delete(thing.key)) {
      youngBytes -= thing.bytes
      provenBytes += thing.bytes
    }
    thing.uses -= 1
    proven.delete(thing.key)
    proven.set(thing.key, thing)
  }

  const all = () => [...young.values(), ...proven.values()]
  const shelf: Shelf<Thing> = {
    get: key => proven.get(key) ?? young.get(key),
    wants(key) {
      if (youngBytes + provenBytes < room * (1 - youngShare) || ghosts.has(key)) return true
      remember(key)
      return false
    },
    add(thing) {
      if (thing.bytes > room * largestShare) return false
      const known = shelf.get(thing.key)
      if (known) forget(known)
      place(thing)
      for (const name of thing.groups) {
        const members = byGroup.get(name)
        if (members) members.add(thing)
        else byGroup.set(name, new Set([thing]))
      }
      makeRoom()
      return true
    },
    grow(thing, bytes) {
      if (shelf.get(thing.key) !== thing) return
      thing.bytes += bytes
      if (young.has(thing.key)) youngBytes += bytes
      else provenBytes += bytes
      makeRoom()
    },
    remove: forget,
    drop(groups) {
      for (const name of groups) for (const thing of [...(byGroup.get(name) ?? [])]) forget(thing)
    },
    sweep(keeps) {
      for (const thing of all()) if (!keeps(thing)) forget(thing)
    },
    clear() {
      for (const thing of all()) forget(thing)
    },
    bytes: () => youngBytes + provenBytes,
    count: () => young.size + proven.size,
  }
  return shelf
}
