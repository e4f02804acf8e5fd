import type { IncomingMessage } from 'node:http'
import type { Caller } from '../../domain/access/caller.ts'
import type { KeyRate } from '../../domain/access/key.ts'
import { shareOf } from '../../domain/access/rate.ts'
import type { Clock } from '../../domain/instant.ts'
import { createBudgets, type Standing } from './budget.ts'
import { type ClientAddress, networkOf } from './client-address.ts'

/** Bytes of an answer that cost one unit more. */
export const bytesPerUnit = 65_536

/** What an answer of so many bytes costs beyond the request itself. */
export function unitsOf(bytes: number): number {
  return Math.floor(bytes / bytesPerUnit)
}

/** What is granted, over all processes together; undefined = as much as anybody likes. */
export type Rates = {
  /** To an address: what is not in memory, and what is written. */
  address: KeyRate | undefined
  /** To a key that has no rate of its own: the same. */
  key: KeyRate | undefined
  /** To an address, or a key that has no rate of its own: answers from memory. */
  hits: KeyRate | undefined
}

/** A budget that a request draws on. */
export type Drawn = Standing & {
  /** As `RateLimit-Policy` names it. */
  policy: 'address' | 'key' | 'hits'
  /** What this process grants. */
  rate: KeyRate
  /** Whose budget it is. */
  owner: string
}

export type Limiter = {
  /** Draws on the budget of hits, before anybody was asked for a key. Without such a budget it costs nothing. */
  mayHit: (request: IncomingMessage) => boolean
  /** Whether an address that shows no key may have what must be read for it. With `cost` 0 it only looks. */
  mayRead: (request: IncomingMessage, cost: number) => boolean
  /**
   * Draws on the budget of whoever asks. A key with a rate of its own draws on that for everything.
   *
   * @returns the budget to show; undefined where there is none
   */
  draw(request: IncomingMessage, caller: Caller | undefined, isHit: boolean): Drawn | undefined
  /** Takes more from a budget, for what a granted request turned out to cost. */
  charge(drawn: Drawn, units: number): Drawn
}

/** @param processes how many serve the same address: each grants its part */
export function createLimiter(
  { rates, processes, clock }: { rates: Rates; processes: number; clock: Clock },
  addressOf: ClientAddress,
): Limiter {
  const budgets = createBudgets(clock)
  const of = (rate: KeyRate | undefined) => rate && shareOf(rate, processes)
  const [address, key, hits] = [of(rates.address), of(rates.key), of(rates.hits)]

  function take(policy: Drawn['policy'], owner: string, rate: KeyRate, cost = 1): Drawn {
    return { policy, rate, owner, ...budgets.draw(`${policy} ${owner}`, rate, cost) }
  }

  return {
    mayHit: hits ? request => take('hits', networkOf(addressOf(request)), hits).isGiven : () => true,
    mayRead: address
      ? (request, cost) => take('address', networkOf(addressOf(request)), address, cost).isGiven
      : () => true,
    draw(request, caller, isHit) {
      if (caller?.rate) return take('key', caller.keyId, shareOf(caller.rate, processes))
      const owner = caller?.keyId ?? networkOf(addressOf(request))
      if (isHit && hits) return take('hits', owner, hits)
      const rate = caller ? key : address
      return rate && take(caller ? 'key' : 'address', owner, rate, isHit ? 0 : 1)
    },
    charge(drawn, units) {
      const { policy, owner, rate } = drawn
      return { ...drawn, ...budgets.charge(`${policy} ${owner}`, rate, units) }
    },
  }
}
