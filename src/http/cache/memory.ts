import { followForCache } from '../../change/local/cache.ts'
import { createFreshness } from '../../change/local/freshness.ts'
import type { Clock } from '../../domain/instant.ts'
import type { ChangeStore } from '../../domain/store/log/change-store.ts'
import { createNegotiation } from './coding.ts'
import { createCompress } from './compress.ts'
import { createEncode, type EncodeTools } from './encode.ts'
import { createResponseCache, type ResponseCache } from './response-cache.ts'
import { createSend, type Send, type SendTools } from './send.ts'
import { createSingleFlight, type SingleFlight } from './single-flight.ts'

/** The response cache and what works with it. */
export type MemoryCache = {
  /** Absent when the cache is turned off. */
  cache: ResponseCache | undefined
  singleFlight: SingleFlight
  send: Send
  tools: SendTools
  /** For responses that are not cached. */
  coding: Pick<EncodeTools, 'accepted' | 'compress'>
  /** Starts the periodic refresh and expiry; returns a function that stops them. */
  startMaintenance(): () => void
}

/** Milliseconds between two runs of the maintenance, and the maximum age of an entry. */
const interval = 1000
const maxAge = 60_000

/** Without a cache, the compressed body is needed for one response only. */
const uncached: Pick<EncodeTools, 'store'> = {
  store(entry, coding, body) {
    entry.bodies[coding] = body
  },
}

/** @param capacity bytes; 0 = no cache */
export async function createMemoryCache(store: ChangeStore, clock: Clock, capacity: number): Promise<MemoryCache> {
  // Not shared with the streams, so that only requests decide when the store is asked again.
  const freshness = createFreshness(store)
  const cache =
    capacity === 0 ? undefined : await createResponseCache(capacity, drop => followForCache(store, freshness, drop))
  const coding = { accepted: createNegotiation(), compress: createCompress() }
  const encode = createEncode({
    ...coding,
    isStored: entry => cache?.holds(entry) === true,
    store: (entry, name, body) => (cache ?? uncached).store(entry, name, body),
  })
  const tools: SendTools = { clock, encode }
  return {
    cache,
    tools,
    coding,
    singleFlight: createSingleFlight(cache),
    send: createSend(tools),
    startMaintenance() {
      const timer = setInterval(() => {
        // A request reports a store that cannot be read.
        cache?.refresh().catch(() => undefined)
        cache?.expire(clock().getTime() - maxAge)
      }, interval).unref()
      return () => clearInterval(timer)
    },
  }
}
