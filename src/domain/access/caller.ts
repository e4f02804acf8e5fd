import { AppError } from '../error.ts'
import type { Id } from '../id.ts'
import type { KeyRate, Scope } from './key.ts'

/** Who asks: the holder of a key. */
export type Caller = {
  keyId: Id
  scopes: readonly Scope[]
  /** The key's own budget, where it has one. */
  rate?: KeyRate | undefined
  /** The site of the key's imports, where it has one. */
  site?: string | undefined
}

/** A caller as audit rows and idempotency keys name it. */
export function actorOf({ keyId }: Pick<Caller, 'keyId'>): string {
  return `key:${keyId}`
}

export function hasScope({ scopes }: Pick<Caller, 'scopes'>, scope: Scope): boolean {
  return scopes.includes(scope)
}

/** @throws AppError `scope-missing`, naming it */
export function demandScope(caller: Caller, scope: Scope): void {
  if (hasScope(caller, scope)) return
  throw new AppError('scope-missing', `This needs a key with the scope "${scope}".`, { scope })
}
