import type { KeyRate } from '../../domain/access/key.ts'
import type { Clock } from '../../domain/instant.ts'
import { createTakeFirst } from './take-first.ts'

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
  /**
   * Draws on somebody's budget: granted where there is room for one request; what is refused costs nothing. With `cost` 0
   * it only looks. A cost above 1 may take more than is left: what follows waits until that came in.
   */
  draw(owner: string, rate: KeyRate, cost?: number): Standing
  /** Takes from a budget for a request that was granted, whatever is left. */
  charge(owner: string, rate: KeyRate, cost: number): Standing
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
  let last = clock().getTime()
  let elapsed = 0
  const fullAt = new Map<string, number>()
  const takeOldest = createTakeFirst(() => fullAt.keys())

  function note(owner: string, at: number): void {
    // Anew, so that the map stands in the order of the last request.
    fullAt.delete(owner)
    fullAt.set(owner, at)
    if (fullAt.size > most) fullAt.delete(takeOldest() ?? '')
  }

  /** Milliseconds since the start; a clock that is set back stands still until it goes on. */
  function time(): number {
    const now = clock().getTime()
    elapsed += Math.max(0, now - last)
    last = now
    return elapsed
  }

  function take(owner: string, { requests, perSeconds }: KeyRate, cost: number, isOwed: boolean): Standing {
    const now = time()
    const whole = perSeconds * 1000
    const each = whole / requests
    // A debt is at most one whole budget, whatever one answer cost, and also when the rate was changed.
    const most = 2 * whole
    const spent = Math.min(Math.max((fullAt.get(owner) ?? 0) - now, 0), most)
    // A sum of fractions is off by less than this.
    const isGiven = isOwed || spent + each <= whole + each / 1000
    const after = isGiven ? Math.min(spent + each * cost, most) : spent
    if (cost > 0) note(owner, now + after)
    return {
      isGiven,
      left: Math.max(0, Math.floor((whole - after) / each + 0.001)),
      resetSeconds: Math.max(0, Math.ceil(after / 1000 - 0.000_001)),
      retrySeconds: isGiven ? 0 : Math.max(1, Math.ceil((spent + each - whole) / 1000)),
    }
  }

  return {
    draw: (owner, rate, cost = 1) => take(owner, rate, cost, false),
    charge: (owner, rate, cost) => take(owner, rate, cost, true),
  }
}
