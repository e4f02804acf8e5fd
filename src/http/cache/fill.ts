import type { FastifyRequest } from 'fastify'
import { createEntry, type Entry, type EntryParts, ownBytes } from './entry.ts'
import type { ResponseCache } from './response-cache.ts'

/** How making an answer ended: kept for others, told to be old already, or nothing that may be kept. */
type Outcome = 'kept' | 'dropped' | 'none'

type Flight = { key: string; since: number; over: Promise<Outcome>; end(outcome: Outcome): void }

/** Makes each answer once, however many ask for it at the same time. */
export type Fills = {
  /** The answer to a valid request, once another makes it; undefined = make it. */
  begin(request: FastifyRequest, key: string): Promise<Entry | undefined>
  /** The entry of an answer that was made, kept if it may be. */
  made(request: FastifyRequest, parts: Omit<EntryParts, 'key'>): Entry
  /** That nothing more is to be expected. */
  end(request: FastifyRequest): void
}

/** @param cache none = every request makes its own */
export function createFills(cache: ResponseCache | undefined): Fills {
  const flights = new Map<string, Flight>()
  const own = new WeakMap<FastifyRequest, Flight>()

  function finish(request: FastifyRequest, outcome: Outcome): void {
    const flight = own.get(request)
    if (!flight) return
    own.delete(request)
    if (flights.get(flight.key) === flight) flights.delete(flight.key)
    flight.end(outcome)
  }

  return {
    async begin(request, key) {
      if (!cache) return undefined
      await cache.refresh()
      for (;;) {
        const entry = cache.get(key)
        if (entry) {
          entry.uses = Math.min(3, entry.uses + 1)
          cache.name(entry, request.originalUrl)
          return entry
        }
        const flight = flights.get(key)
        if (!flight) {
          const { promise: over, resolve: end } = Promise.withResolvers<Outcome>()
          const mine = { key, since: cache.position(), over, end }
          flights.set(key, mine)
          own.set(request, mine)
          return undefined
        }
        // What cannot be kept would be made by one after the other.
        if ((await flight.over) === 'none') return undefined
      }
    },
    made(request, parts) {
      const flight = own.get(request)
      if (!cache || !flight) return createEntry({ ...parts, key: '' })
      const entry = createEntry({ ...parts, body: ownBytes(parts.body), key: flight.key })
      const isKept = cache.keep(entry, flight.since)
      if (isKept) cache.name(entry, request.originalUrl)
      finish(request, isKept ? 'kept' : 'dropped')
      return entry
    },
    end: request => finish(request, 'none'),
  }
}
