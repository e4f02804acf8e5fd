import type { IncomingMessage } from 'node:http'
import type { Caller } from '../../domain/access/caller.ts'
import type { KeyRate } from '../../domain/access/key.ts'
import { shareOf } from '../../domain/access/rate.ts'
import type { Clock } from '../../domain/instant.ts'
import { type BudgetState, type Budgets, createBudgets } from './budget.ts'
import { type ClientAddress, networkOf } from './client-address.ts'

/** Bytes of a response that cost one more unit. */
export const bytesPerUnit = 65_536

/** Units that a response of this size costs in addition to the request. */
export function unitsOf(bytes: number): number {
  return Math.floor(bytes / bytesPerUnit)
}

/** Rate limits over all processes together; undefined = unlimited. */
export type Rates = {
  /** Per address: reads that are not cached, and writes. */
  address: KeyRate | undefined
  /** The same per key, for keys without their own rate. */
  key: KeyRate | undefined
  /** Per address, or per key without its own rate: cached responses. */
  hits: KeyRate | undefined
}

/** A budget that a request draws on. */
export type DrawnBudget = BudgetState & {
  /** Name in `RateLimit-Policy`. */
  policy: 'address' | 'key' | 'hits'
  /** The limit of this process. */
  rate: KeyRate
  /** Whose budget it is. */
  owner: string
}

export type Limiter = {
  /** Draws on the budget of cache hits for a request without a key. Always true without such a budget. */
  mayHit: (request: IncomingMessage) => boolean
  /**
   * Draws on the budget of the client. A key with its own rate uses that for everything.
   *
   * @returns the budget to show; undefined if there is none
   */
  draw(request: IncomingMessage, caller: Caller | undefined, isHit: boolean): DrawnBudget | undefined
  /** Charges more for a granted request, once its cost is known. */
  charge(drawn: DrawnBudget, units: number): DrawnBudget
}

/** @param processes number of processes that serve the same address: each has its share of the limit */
export function createLimiter(
  { rates, processes, clock }: { rates: Rates; processes: number; clock: Clock },
  addressOf: ClientAddress,
): Limiter {
  // Created on first use: it reserves memory for the maximum number of clients.
  let created: Budgets | undefined
  const budgets = () => (created ??= createBudgets(clock))
  const of = (rate: KeyRate | undefined) => rate && shareOf(rate, processes)
  const [address, key, hits] = [of(rates.address), of(rates.key), of(rates.hits)]

  function take(policy: DrawnBudget['policy'], owner: string, rate: KeyRate, cost = 1): DrawnBudget {
    return { policy, rate, owner, ...budgets().draw(`${policy} ${owner}`, rate, cost) }
  }

  return {
    mayHit: hits ? request => take('hits', networkOf(addressOf(request)), hits).isGranted : () => true,
    draw(request, caller, isHit) {
      if (caller?.rate) return take('key', caller.keyId, shareOf(caller.rate, processes))
      const owner = caller?.keyId ?? networkOf(addressOf(request))
      if (isHit && hits) return take('hits', owner, hits)
      const rate = caller ? key : address
      return rate && take(caller ? 'key' : 'address', owner, rate, isHit ? 0 : 1)
    },
    charge(drawn, units) {
      const { policy, owner, rate } = drawn
      return { ...drawn, ...budgets().charge(`${policy} ${owner}`, rate, units) }
    },
  }
}
