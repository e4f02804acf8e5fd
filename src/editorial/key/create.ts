import { randomBytes } from 'node:crypto'
import type { Caller } from '../../domain/access/caller.ts'
import { demandGrant } from '../../domain/access/grant.ts'
import { formatKey, keyBytes } from '../../domain/access/key.ts'
import { now } from '../../domain/instant.ts'
import {
  auditDetail,
  currentKey,
  type KeyDeps,
  type KeyWish,
  keyOf,
  limitsOf,
  type NewKey,
  type Who,
  withoutHash,
} from './key.ts'

/**
 * Makes a key. Its end, rate and site are those of the granter where the wish names none.
 *
 * @param granter who asks over HTTP; undefined = the operator, who may give everything
 * @throws AppError `scope-missing`, `grant-exceeded` where the granter has less
 */
export async function createKey(
  wish: KeyWish,
  granter: Caller | undefined,
  who: Who,
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
