import { randomBytes } from 'node:crypto'
import type { Caller } from '../../domain/access/caller.ts'
import { demandGrant } from '../../domain/access/grant.ts'
import { formatKey, keyBytes, keyFault } from '../../domain/access/key.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { addSeconds, now } from '../../domain/instant.ts'
import type { HashedKey } from '../../domain/store/access/key-store.ts'
import {
  auditDetail,
  currentKey,
  type KeyDeps,
  type KeyRequester,
  keyOf,
  keyWithId,
  type NewKey,
  withoutHash,
} from './key.ts'

/**
 * Replaces a key by one with the same name, scopes, rate and expiry, and a new secret.
 *
 * @param overlap seconds for which the old key remains valid
 * @throws AppError `key-not-found`, `scope-missing`, `grant-exceeded`, `transition-refused` if the key was revoked, expired or rotated
 */
export async function rotateKey(
  id: Id,
  overlap: number,
  granter: Caller | undefined,
  who: KeyRequester,
  { store, clock, newId }: KeyDeps,
): Promise<NewKey> {
  const secret = formatKey(randomBytes(keyBytes))
  const at = now(clock)
  const newKeyId = newId()
  const endsAt = overlap > 0 ? addSeconds(at, overlap) : undefined
  let key: HashedKey | undefined
  await store.writeKeys(
    keys => {
      const old = keyWithId(id, keys)
      if (granter) demandGrant(currentKey(granter, keys, at), old)
      const fault = keyFault(old, at)
      if (fault) throw new AppError('transition-refused', `The key is ${fault}; make a new one.`)
      const next = keys.all().find(other => other.rotatedFrom === id && !keyFault(other, at))
      if (next) throw new AppError('transition-refused', `The key was rotated already; rotate ${next.id}.`)
      key = { ...keyOf(old, newKeyId, at, secret), rotatedFrom: id }
      const audit = [{ action: 'key.rotate', detail: { ...auditDetail(key), replaces: id } }]
      return { add: key, end: [{ id, at: endsAt }], audit }
    },
    { at, ...who },
  )
  if (!key) throw new Error('the store did not call the decision')
  return { key: withoutHash(key), secret }
}
