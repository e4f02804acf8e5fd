import { AppError } from './error.ts'
import type { Id } from './id.ts'
import type { KeyRate, Scope } from './key.ts'

/** Who asks: the holder of a key. */
export type Caller = {
  keyId: Id
  scopes: readonly Scope[]
  /** The key's own budget, where it has one. */
  rate?: KeyRate | undefined
}

/** A caller as audit rows and idempotency keys name it. */
export function actorOf({ keyId }: Caller): string {
  return `key:${keyId}`
}

/** @throws AppError `scope-missing`, naming it */
export function demandScope(caller: Caller, scope: Scope): void {
  if (caller.scopes.includes(scope)) return
  throw new AppError('scope-missing', `This needs a key with the scope "${scope}".`, { scope })
}

/**
 * Nobody hands out what they do not have.
 *
 * @throws AppError `scope-missing`, naming the first that the caller lacks
 */
export function demandGrantable(caller: Caller, scopes: readonly Scope[]): void {
  const lacking = scopes.find(scope => !caller.scopes.includes(scope))
  if (lacking === undefined) return
  const detail = `A key cannot give what it does not have: the scope "${lacking}".`
  throw new AppError('scope-missing', detail, { scope: lacking })
}
