/** Tells whether anything was committed to the store, cheaply enough to be asked before every answer. */
export type Freshness = {
  /** The store's version: asked once per turn of the event loop, in which no request can have seen a later commit. */
  version(): number
  /** The store's version at this moment. For whoever looks outside of requests: `version` would keep what it answers. */
  now(): number
}

/** Requests in one turn after which the store is asked again: a turn that answers many of them takes long. */
const patience = 1000

/**
 * @param ask the store's own `version`
 * @param nextTurn runs something when this turn of the event loop is over
 */
export function createFreshness(ask: () => number, nextTurn: (work: () => void) => void = setImmediate): Freshness {
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
      known = ask()
      left = patience
      nextTurn(forget)
      return known
    },
    now: ask,
  }
}
