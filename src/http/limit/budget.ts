import type { Clock } from '../../domain/instant.ts'
import type { KeyRate } from '../../domain/key.ts'
import { createTakeFirst } from '../take-first.ts'

/** How a budget stands after a request. */
export type Standing = {
  isGiven: boolean
  /** Requests that would be granted now. */
  left: number
  /** Seconds until the whole budget is there again. */
  resetSeconds: number
  /** Seconds until the next request is granted; 0 = now. */
  retrySeconds: number
}

export type Budgets = {
  /** Draws a request on somebody's budget; what is refused costs nothing. With `cost` 0 it only looks. */
  draw(owner: string, rate: KeyRate, cost?: 0 | 1): Standing
}

/** Owners remembered, of about 200 bytes each. Who has not come for longest is forgotten first. */
const mostOwners = 100_000

/**
 * Token buckets: a budget fills evenly and holds at most the requests of its time (the generic cell rate algorithm of
 * ITU-T I.371). An owner is one number: the moment at which the budget will be full again.
 *
 * @param most owners remembered, whatever a flood of them brings
 */
export function createBudgets(clock: Clock, most = mostOwners): Budgets {
  const start = clock().getTime()
  const fullAt = new Map<string, number>()
  const takeOldest = createTakeFirst(() => fullAt.keys())

  function note(owner: string, at: number): void {
    // Anew, so that the map stands in the order of the last request.
    fullAt.delete(owner)
    fullAt.set(owner, at)
    if (fullAt.size > most) fullAt.delete(takeOldest() ?? '')
  }

  return {
    draw(owner, { requests, perSeconds }, cost = 1) {
      const now = clock().getTime() - start
      const whole = perSeconds * 1000
      const each = whole / requests
      // Between the two also when the clock was set back, or the rate was changed.
      const spent = Math.min(Math.max((fullAt.get(owner) ?? 0) - now, 0), whole)
      // A sum of fractions is off by less than this.
      const isGiven = spent + each <= whole + each / 1000
      const after = isGiven ? spent + each * cost : spent
      if (cost > 0) note(owner, now + after)
      return {
        isGiven,
        left: Math.floor((whole - after) / each + 0.001),
        resetSeconds: Math.ceil(after / 1000),
        retrySeconds: isGiven ? 0 : Math.max(1, Math.ceil((spent + each - whole) / 1000)),
      }
    },
  }
}
