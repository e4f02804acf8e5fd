import { timingSafeEqual } from 'node:crypto'
import type { Caller } from '../../domain/access/caller.ts'
import { type ApiKey, isBrokenKey, keyFault } from '../../domain/access/key.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { type Instant, now, seconds } from '../../domain/instant.ts'
import { hashOf, type KeyDeps } from './key.ts'

/** Seconds between two updates of `lastUsedAt`. A write for every request would cost more than the request. */
const useInterval = 60

/** Returns the caller with a secret. @throws AppError `key-required` if the key is unknown, expired or revoked */
export type Authenticate = (secret: string) => Promise<Caller>

/** Creates the function that authenticates keys. It updates `lastUsedAt` now and then. */
export function createAuthenticate({ store, clock }: Omit<KeyDeps, 'newId'>): Authenticate {
  const recorded = new Map<Id, number>()

  function recordUse({ id, lastUsedAt }: ApiKey, at: Instant): void {
    const now = seconds(at)
    const last = Math.max(recorded.get(id) ?? 0, lastUsedAt === undefined ? 0 : seconds(lastUsedAt))
    if (now - last < useInterval) return
    recorded.set(id, now)
    // No request waits for it, and a lost update does not matter.
    void store.noteKeyUse(id, at).catch(() => undefined)
  }

  return async secret => {
    if (isBrokenKey(secret))
      throw new AppError('key-required', 'The key is incomplete or mistyped. Send it as it was issued.')
    const hash = hashOf(secret)
    const key = await store.keyByHash(hash)
    if (!key || !timingSafeEqual(Buffer.from(key.hash), Buffer.from(hash))) {
      throw new AppError('key-required', 'The key is not one of ours.')
    }
    const at = now(clock)
    const fault = keyFault(key, at)
    if (fault) throw new AppError('key-required', `The key is ${fault}.`)
    recordUse(key, at)
    return { keyId: key.id, scopes: key.scopes, rate: key.rate, site: key.site }
  }
}
