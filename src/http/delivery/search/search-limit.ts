import type { Searcher } from '../../../search/searcher.ts'
import { overloaded } from '../../server/overload.ts'

/** Searches and suggestions of a process at once, including those that wait for a thread. */
const maxAtOnce = 32

/** Refuses searches above a limit: they run in threads, or in PostgreSQL, where their number is not limited. */
export function limitSearches({ search, suggest }: Searcher, retrySeconds: number): Searcher {
  let running = 0

  async function limited<Found>(work: () => Promise<Found>): Promise<Found> {
    if (running >= maxAtOnce) throw overloaded(retrySeconds)
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
    }
  }

  return {
    search: request => limited(() => search(request)),
    suggest: input => limited(() => suggest(input)),
  }
}
