import { timingSafeEqual } from 'node:crypto'
import type { Caller } from '../../domain/access/caller.ts'
import { type ApiKey, isBrokenKey, keyFault } from '../../domain/access/key.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { type Instant, now, seconds } from '../../domain/instant.ts'
import { hashOf, type KeyDeps } from './key.ts'

/** Seconds between two notes of a key's use: a write for every request would cost more than the request. */
const useGrain = 60

/** Tells whose secret it is. @throws AppError `key-required` for none of ours, an expired and a revoked one */
export type Gate = (secret: string) => Promise<Caller>

/** Lets holders of keys in, and notes now and then that they came. */
export function createGate({ store, clock }: Omit<KeyDeps, 'newId'>): Gate {
  const noted = new Map<Id, number>()

  function note({ id, lastUsedAt }: ApiKey, at: Instant): void {
    const now = seconds(at)
    const last = Math.max(noted.get(id) ?? 0, lastUsedAt === undefined ? 0 : seconds(lastUsedAt))
    if (now - last < useGrain) return
    noted.set(id, now)
    // Nobody waits for it, and nothing is lost with it.
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
    note(key, at)
    return { keyId: key.id, scopes: key.scopes, rate: key.rate, site: key.site }
  }
}
