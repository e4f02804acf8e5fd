import { setImmediate } from 'node:timers/promises'

/** Milliseconds of work before the event loop gets control. */
const budget = 8

/**
 * Returns a function to await before each step of a long loop. It yields to the event loop after every few milliseconds of
 * work, so that other requests are answered.
 */
export function createYield(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < budget) return
    await setImmediate()
    began = performance.now()
  }
}
