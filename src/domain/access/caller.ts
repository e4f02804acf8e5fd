import { AppError } from '../error.ts'
import type { Id } from '../id.ts'
import type { KeyRate, Scope } from './key.ts'

/** The holder of a key who sends a request. */
export type Caller = {
  keyId: Id
  scopes: readonly Scope[]
  /** The rate limit of the key itself, if it has one. */
  rate?: KeyRate | undefined
  /** The site of the imports of this key, if it has one. */
  site?: string | undefined
}

/** The name of a caller in audit rows and idempotency keys. */
export function actorOf({ keyId }: Pick<Caller, 'keyId'>): string {
  return `key:${keyId}`
}

export function hasScope({ scopes }: Pick<Caller, 'scopes'>, scope: Scope): boolean {
  return scopes.includes(scope)
}

/** @throws AppError `scope-missing` */
export function demandScope(caller: Caller, scope: Scope): void {
  if (hasScope(caller, scope)) return
  throw new AppError('scope-missing', `This needs a key with the scope "${scope}".`, { scope })
}
