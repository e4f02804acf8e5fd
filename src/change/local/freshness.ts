/** Detects commits to the store, cheaply enough for every request. */
export type Freshness = {
  /** Version of the store, read once per turn of the event loop: no request of that turn can know of a later commit. */
  version(): number
  /** Current version of the store. For callers outside of requests, since `version` caches its result. */
  now(): number
}

/** Calls in one turn after which the version is read again, since a turn with many requests takes long. */
const callsPerRead = 1000

/**
 * @param read reads the version of the store
 * @param nextTurn runs a callback in the next turn of the event loop
 */
export function createFreshness(read: () => number, nextTurn: (work: () => void) => void = setImmediate): Freshness {
  let known = 0
  let left = 0
  const forget = () => {
    left = 0
  }
  return {
    version() {
      if (left > 0) {
        left -= 1
        return known
      }
      known = read()
      left = callsPerRead
      nextTurn(forget)
      return known
    },
    now: read,
  }
}
