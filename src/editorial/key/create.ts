import { randomBytes } from 'node:crypto'
import type { Caller } from '../../domain/access/caller.ts'
import { demandGrant } from '../../domain/access/grant.ts'
import { formatKey, keyBytes } from '../../domain/access/key.ts'
import { now } from '../../domain/instant.ts'
import {
  auditDetail,
  currentKey,
  type KeyDeps,
  type KeyRequester,
  type KeyWish,
  keyOf,
  limitsOf,
  type NewKey,
  withoutHash,
} from './key.ts'

/**
 * Creates a key. Expiry, rate and site default to those of the granter.
 *
 * @param granter undefined = the operator, who may grant everything
 * @throws AppError `scope-missing`, `grant-exceeded` if the granter has less
 */
export async function createKey(
  wish: KeyWish,
  granter: Caller | undefined,
  who: KeyRequester,
  { store, clock, newId }: KeyDeps,
): Promise<NewKey> {
  const secret = formatKey(randomBytes(keyBytes))
  const at = now(clock)
  const made = keyOf(wish, newId(), at, secret)
  let key = made
  await store.writeKeys(
    keys => {
      const own = granter && currentKey(granter, keys, at)
      key = { ...(own && limitsOf(own)), ...made }
      if (own) demandGrant(own, key)
      return { add: key, audit: [{ action: 'key.create', detail: auditDetail(key) }] }
    },
    { at, ...who },
  )
  return { key: withoutHash(key), secret }
}
