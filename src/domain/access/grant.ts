import { isBelowSite } from '../address/address-key.ts'
import { AppError, type Fault } from '../error.ts'
import type { ApiKey, KeyRate, Scope } from './key.ts'

/** What a key allows. */
export type Grant = Pick<ApiKey, 'scopes' | 'expiresAt' | 'rate' | 'site'>

/**
 * Checks that a key grants nothing that it does not have.
 *
 * @throws AppError `scope-missing`, naming the first scope that the granter lacks
 * @throws AppError `grant-exceeded` if the expiry, the rate or the site exceeds that of the granter
 */
export function demandGrant(granter: Grant, wish: Grant): void {
  demandScopes(granter, wish.scopes, 'A key cannot give what it does not have')
  const faults: Fault[] = []
  const { expiresAt, rate } = granter
  if (expiresAt !== undefined && (wish.expiresAt === undefined || wish.expiresAt > expiresAt)) {
    faults.push(
      fault('/expiresAt', `The key of this request expires at ${expiresAt}; the new key must expire by then.`),
    )
  }
  if (rate && (!wish.rate || exceeds(wish.rate, rate))) {
    const own = `${rate.requests} requests in ${rate.perSeconds} seconds`
    faults.push(fault('/rate', `The key of this request may send ${own}; the new key must not have a higher rate.`))
  }
  faults.push(...siteFaults(granter, wish.site))
  if (faults.length > 0) throw new AppError('grant-exceeded', faults.map(({ detail }) => detail).join(' '), { faults })
}

/**
 * Checks that a key changes only keys whose scopes it has, and gives them no site outside of its own.
 *
 * @throws AppError `scope-missing`, `grant-exceeded`
 */
export function demandSite(asking: Grant, key: Grant, site: string | undefined): void {
  demandScopes(asking, key.scopes, 'A key cannot change one that has more scopes')
  const faults = siteFaults(asking, site)
  if (faults.length > 0) throw new AppError('grant-exceeded', faults.map(({ detail }) => detail).join(' '), { faults })
}

/**
 * Checks that a key revokes or replaces only keys whose scopes it has.
 *
 * @throws AppError `scope-missing`, naming the first scope that the granter lacks
 */
export function demandControl(asking: Grant, key: Grant): void {
  demandScopes(asking, key.scopes, 'A key cannot end one that has more scopes')
}

function demandScopes({ scopes: own }: Grant, wanted: readonly Scope[], reason: string): void {
  const lacking = wanted.find(scope => !own.includes(scope))
  if (lacking !== undefined)
    throw new AppError('scope-missing', `${reason}: the scope "${lacking}".`, { scope: lacking })
}

function siteFaults({ site: own }: Grant, site: string | undefined): Fault[] {
  if (own === undefined || (site !== undefined && isBelowSite(site, own))) return []
  return [fault('/site', `The key of this request has the site ${own}; the other key must have a site below it.`)]
}

/** Whether a rate allows a larger burst, or more requests on average. */
function exceeds(wish: KeyRate, own: KeyRate): boolean {
  return wish.requests > own.requests || wish.requests * own.perSeconds > own.requests * wish.perSeconds
}

function fault(pointer: string, detail: string): Fault {
  return { location: 'body', pointer, code: 'too-large', detail }
}
