import { LRUCache } from 'lru-cache'
import type { KeyRate } from '../../domain/access/key.ts'
import type { Clock } from '../../domain/instant.ts'

/** The state of a budget after a request. */
export type BudgetState = {
  isGranted: boolean
  /** Requests that would be granted now. */
  left: number
  /** Seconds until the budget is full again. */
  resetSeconds: number
  /** Seconds until the next request is granted; 0 = now. */
  retrySeconds: number
}

export type Budgets = {
  /**
   * Grants a request if the budget has room for one. A refused request costs nothing; `cost` 0 only checks. A cost above 1
   * may overdraw the budget: the next requests are refused until it has refilled.
   */
  draw(owner: string, rate: KeyRate, cost?: number): BudgetState
  /** Charges a granted request more, even if that overdraws the budget. */
  charge(owner: string, rate: KeyRate, cost: number): BudgetState
}

/** Owners remembered, about 200 bytes each. The least recently seen are forgotten first. */
const maxOwners = 100_000

/**
 * Token buckets: a budget refills evenly, up to the requests of its period (the generic cell rate algorithm of ITU-T
 * I.371). The state of an owner is one number: the time at which the budget is full again.
 */
export function createBudgets(clock: Clock, max = maxOwners): Budgets {
  let last = clock().getTime()
  let elapsed = 0
  const fullAt = new LRUCache<string, number>({ max })

  /** Milliseconds since the start. If the clock is set back, time stops until it advances again. */
  function time(): number {
    const now = clock().getTime()
    elapsed += Math.max(0, now - last)
    last = now
    return elapsed
  }

  function take(owner: string, { requests, perSeconds }: KeyRate, cost: number, isOwed: boolean): BudgetState {
    const now = time()
    const whole = perSeconds * 1000
    const each = whole / requests
    // The debt is limited to one full budget, whatever a response cost, and also after the rate changed.
    const max = 2 * whole
    const spent = Math.min(Math.max((fullAt.peek(owner) ?? 0) - now, 0), max)
    // Tolerates the rounding error of a sum of fractions.
    const isGranted = isOwed || spent + each <= whole + each / 1000
    const after = isGranted ? Math.min(spent + each * cost, max) : spent
    if (cost > 0) fullAt.set(owner, now + after)
    return {
      isGranted,
      left: Math.max(0, Math.floor((whole - after) / each + 0.001)),
      resetSeconds: Math.max(0, Math.ceil(after / 1000 - 0.000_001)),
      retrySeconds: isGranted ? 0 : Math.max(1, Math.ceil((spent + each - whole) / 1000)),
    }
  }

  return {
    draw: (owner, rate, cost = 1) => take(owner, rate, cost, false),
    charge: (owner, rate, cost) => take(owner, rate, cost, true),
  }
}
