import { setImmediate } from 'node:timers/promises'

/** Milliseconds of work between two turns of the event loop. */
const budget = 8

/**
 * For a loop over many steps: awaited before each step, it lets the event loop take a turn once the steps since the last
 * turn have taken long enough. Between two turns readers are answered.
 */
export function createYield(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < budget) return
    await setImmediate()
    began = performance.now()
  }
}
