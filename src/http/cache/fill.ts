import { createEntry, type Entry, type EntryParts, ownBytes } from './entry.ts'
import type { ResponseCache } from './response-cache.ts'

/** How making an answer ended: kept for others, told to be old already, or nothing that may be kept. */
type Outcome = 'kept' | 'dropped' | 'none'

/** An answer that is being made, while others wait for it. */
export type Flight = {
  readonly key: string
  /** The request target, as it was sent. */
  readonly target: string
  /** The state of the log that it begins with. */
  readonly since: number
  readonly over: Promise<Outcome>
  end(outcome: Outcome): void
}

/** An answer that was made, and whether others are given it too. */
export type Made = { entry: Entry; isKept: boolean }

/** Makes each answer once, however many ask for it at the same time. */
export type Fills = {
  /** The answer to a valid request, once another makes it; else the flight that whoever asks must bring to an end. */
  begin(target: string, key: string): Promise<{ entry: Entry } | { flight: Flight | undefined }>
  /**
   * Keeps an answer that was made, if it may be kept.
   *
   * @param isCheap whether it is made again as quickly as it is kept, and has its place only when asked for again
   */
  made(flight: Flight | undefined, parts: Omit<EntryParts, 'key'>, isCheap?: boolean): Made
  /** That nothing more is to be expected. */
  end(flight: Flight | undefined): void
}

/** @param cache none = every request makes its own */
export function createFills(cache: ResponseCache | undefined): Fills {
  const flights = new Map<string, Flight>()

  function take(key: string, target: string, since: number): Flight {
    const { promise: over, resolve: end } = Promise.withResolvers<Outcome>()
    const flight = { key, target, since, over, end }
    flights.set(key, flight)
    return flight
  }

  function finish(flight: Flight, outcome: Outcome): void {
    if (flights.get(flight.key) !== flight) return
    flights.delete(flight.key)
    flight.end(outcome)
  }

  return {
    async begin(target, key) {
      if (!cache) return { flight: undefined }
      await cache.refresh()
      for (;;) {
        const entry = cache.get(key)
        if (entry) {
          entry.uses = Math.min(3, entry.uses + 1)
          cache.name(entry, target)
          return { entry }
        }
        const flight = flights.get(key)
        if (!flight) return { flight: take(key, target, cache.position()) }
        // What cannot be kept would be made by one after the other.
        if ((await flight.over) === 'none') return { flight: undefined }
      }
    },
    made(flight, parts, isCheap = false) {
      if (!cache || !flight) return { entry: createEntry({ ...parts, key: '' }), isKept: false }
      const { key, target, since } = flight
      const isWanted = !isCheap || cache.wants(key)
      const entry = createEntry({ ...parts, body: isWanted ? ownBytes(parts.body) : parts.body, key })
      const isKept = isWanted && cache.keep(entry, since)
      if (isKept) cache.name(entry, target)
      finish(flight, isKept ? 'kept' : isWanted ? 'dropped' : 'none')
      return { entry, isKept }
    },
    end: flight => void (flight && finish(flight, 'none')),
  }
}
