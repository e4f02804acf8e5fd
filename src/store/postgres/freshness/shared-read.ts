import { setImmediate as endOfTurn } from 'node:timers/promises'

/**
 * Reads a value once for all callers of a turn of the event loop: the read begins at the end of the turn, so it sees what
 * was committed before each call. At most one read runs at a time; the next one has all callers that came meanwhile.
 */
export function createSharedRead<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<Value> | undefined

  async function begin(): Promise<Value> {
    const before = running
    await endOfTurn()
    await before
    next = undefined
    const value = read()
    running = value.catch(() => undefined)
    return value
  }

  return () => {
    next ??= begin()
    return next
  }
}
