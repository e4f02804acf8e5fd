import { followForCache } from '../../change/local/cache.ts'
import { createFreshness } from '../../change/local/freshness.ts'
import type { Clock } from '../../domain/instant.ts'
import type { ChangeStore } from '../../domain/store/change-store.ts'
import { createNegotiation } from './coding.ts'
import { createCompress } from './compress.ts'
import { createEncode, type EncodeTools } from './encode.ts'
import { createFills, type Fills } from './fill.ts'
import { createResponseCache, type ResponseCache } from './response-cache.ts'
import { createSend, type Send, type SendTools } from './send.ts'

/** Everything that answers from memory share. */
export type Memory = {
  /** Absent where nothing is to be kept. */
  cache: ResponseCache | undefined
  fills: Fills
  send: Send
  tools: SendTools
  /** For answers that are not kept. */
  coding: Pick<EncodeTools, 'accepted' | 'compress'>
  /** Begins what is done now and then; call what it gives to end it. */
  keepUp(): () => void
}

/** Milliseconds: between two looks at the log where no request makes them, and that an answer is kept at most. */
const pause = 1000
const longest = 60_000

/** Where there is no cache: the body is needed for one answer. */
const plain: Pick<EncodeTools, 'store'> = {
  store(entry, coding, body) {
    entry.bodies[coding] = body
  },
}

/** @param room bytes; 0 = off */
export async function createMemory(store: ChangeStore, clock: Clock, room: number): Promise<Memory> {
  // Its own, so that nothing but requests decides when the store is asked again.
  const freshness = createFreshness(() => store.version())
  const cache = room === 0 ? undefined : await createResponseCache(room, drop => followForCache(store, freshness, drop))
  const coding = { accepted: createNegotiation(), compress: createCompress() }
  const encode = createEncode({
    ...coding,
    isKept: entry => cache?.holds(entry) === true,
    store: (entry, name, body) => (cache ?? plain).store(entry, name, body),
  })
  const tools: SendTools = { clock, encode }
  return {
    cache,
    tools,
    coding,
    fills: createFills(cache),
    send: createSend(tools),
    keepUp() {
      const timer = setInterval(() => {
        // A store that cannot be read is for requests to tell of.
        cache?.refresh().catch(() => undefined)
        cache?.expire(clock().getTime() - longest)
      }, pause).unref()
      return () => clearInterval(timer)
    },
  }
}
