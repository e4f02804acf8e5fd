import type { Searcher } from '../../../search/searcher.ts'
import { type OverloadBounds, overloaded } from '../../server/overload.ts'

/** Searches and suggestions of a process that run at once, or wait for a thread. */
const maxRunning = 8
/** Searches and suggestions that wait until one of these has ended. */
const maxWaiting = 1000

/**
 * Lets searches wait for each other, because they run in threads or in PostgreSQL, where their number is not limited. One that
 * waits too long is refused.
 */
export function limitSearches({ search, suggest }: Searcher, { waitMs, retrySeconds }: OverloadBounds): Searcher {
  const line: (() => void)[] = []
  let running = 0

  /** Resolves when a search may run. */
  async function turn(): Promise<void> {
    if (running < maxRunning) {
      running += 1
      return
    }
    if (line.length >= maxWaiting) throw overloaded(retrySeconds)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    line.push(resolve)
    const timer = setTimeout(() => {
      line.splice(line.indexOf(resolve), 1)
      reject(overloaded(retrySeconds))
    }, waitMs)
    await promise.finally(() => clearTimeout(timer))
  }

  /** Gives the place of a search to the one that waits longest. */
  function leave(): void {
    const next = line.shift()
    if (next) next()
    else running -= 1
  }

  async function limited<Found>(work: () => Promise<Found>): Promise<Found> {
    await turn()
    try {
      return await work()
    } finally {
      leave()
    }
  }

  return {
    search: request => limited(() => search(request)),
    suggest: input => limited(() => suggest(input)),
  }
}
