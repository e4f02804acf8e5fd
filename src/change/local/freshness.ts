import type { ChangeStore } from '../../domain/store/log/change-store.ts'

/** Detects changes of the log, cheaply enough for every request. */
export type Freshness = {
  /**
   * Version of the log, read once per turn of the event loop: no request of that turn can know of a later commit. NaN if
   * the store must be asked.
   */
  version(): number
  /** Current version of the log. For callers outside of requests, since `version` caches its result. */
  current(): Promise<number>
}

/** Calls in one turn after which the version is read again, since a turn with many requests takes long. */
const callsPerRead = 1000

/**
 * @param store whose log it watches
 * @param nextTurn runs a callback in the next turn of the event loop
 */
export function createFreshness(
  store: Pick<ChangeStore, 'logVersion' | 'currentLogVersion'>,
  nextTurn: (work: () => void) => void = setImmediate,
): Freshness {
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
      known = store.logVersion()
      left = callsPerRead
      nextTurn(forget)
      return known
    },
    current: () => store.currentLogVersion(),
  }
}
