import type { CacheReader } from '../../change/local/cache.ts'
import type { Coding } from './coding.ts'
import { type Entry, ownBytes } from './entry.ts'
import { createPassed } from './passed.ts'
import { createShelf } from './shelf.ts'

/** Answers in memory. Whoever takes one asks first whether the cache is current. */
export type ResponseCache = {
  /** Whether everything is dropped that was changed before this turn of the event loop. */
  isCurrent(): boolean
  /** Ends when everything is dropped that was changed before the call; at once where nothing was. */
  refresh(): Promise<void>
  /** The entry that a request target meant when it was last sent. */
  named(target: string): Entry | undefined
  get(key: string): Entry | undefined
  /** Notes that a target, as sent, means an entry. Only after the request was found valid. */
  name(entry: Entry, target: string): void
  /** Whether there is room for an answer, or it is asked for again; that it is asked for is noted. */
  wants(key: string): boolean
  /** The state of the log that a fill begins with; to be asked before the store is. */
  position(): number
  /**
   * Keeps an entry, unless a change of its groups was told since its fill began.
   *
   * @param since what `position` said
   */
  keep(entry: Entry, since: number): boolean
  /** Whether this very entry is in the cache. */
  holds(entry: Entry): boolean
  /** Stores a body of another coding with an entry, which then takes more room. */
  store(entry: Entry, coding: Exclude<Coding, 'identity'>, body: Uint8Array): void
  /** Removes what was made before a moment, in milliseconds: what shows views shows old ones. */
  expire(before: number): void
  figures(): { entries: number; bytes: number }
}

/** Spellings of one target that are remembered: order of parameters, percent-encoding. */
const mostAliases = 4

/** @param follow begins to read the log and tells what each change touches */
export async function createResponseCache(
  room: number,
  follow: (drop: (groups: readonly string[], seq: number) => void) => Promise<CacheReader>,
): Promise<ResponseCache> {
  const named = new Map<string, Entry>()
  const shelf = createShelf<Entry>(room, entry => {
    for (const target of entry.aliases) named.delete(target)
  })
  const passed = createPassed()
  const reader = await follow((groups, seq) => {
    passed.note(groups, seq)
    shelf.drop(groups)
  })

  return {
    isCurrent: () => reader.isCurrent(),
    refresh: () => reader.refresh(),
    position: () => reader.position(),
    named: target => named.get(target),
    get: key => shelf.get(key),
    wants: key => shelf.wants(key),
    name(entry, target) {
      if (entry.aliases.length >= mostAliases || named.has(target) || shelf.get(entry.key) !== entry) return
      entry.aliases.push(target)
      named.set(target, entry)
      shelf.grow(entry, target.length + 64)
    },
    keep(entry, since) {
      return !passed.isPast(entry.groups, since) && shelf.add(entry)
    },
    holds: entry => shelf.get(entry.key) === entry,
    store(entry, coding, body) {
      entry.bodies[coding] = ownBytes(body)
      shelf.grow(entry, body.byteLength)
    },
    expire: before => shelf.sweep(({ madeAt }) => madeAt >= before),
    figures: () => ({ entries: shelf.count(), bytes: shelf.bytes() }),
  }
}
