import type { Caller } from '../../domain/access/caller.ts'
import { demandControl } from '../../domain/access/grant.ts'
import type { ApiKey } from '../../domain/access/key.ts'
import type { Id } from '../../domain/id.ts'
import { now } from '../../domain/instant.ts'
import { currentKey, type KeyDeps, type KeyRequester, keyWithId } from './key.ts'

/**
 * Revokes a key immediately. Revoking it again changes nothing.
 *
 * @param caller undefined = the operator, who may revoke every key
 * @throws AppError `key-not-found`, `scope-missing` if the key has scopes that the caller lacks
 */
export async function revokeKey(
  id: Id,
  caller: Caller | undefined,
  who: KeyRequester,
  { store, clock }: Omit<KeyDeps, 'newId'>,
): Promise<ApiKey> {
  const at = now(clock)
  let key: ApiKey | undefined
  await store.writeKeys(
    keys => {
      key = keyWithId(id, keys)
      if (caller) demandControl(currentKey(caller, keys, at), key)
      if (key.revokedAt !== undefined) return { audit: [] }
      key = { ...key, revokedAt: at }
      return { end: [{ id }], audit: [{ action: 'key.revoke', detail: { key: id, name: key.name } }] }
    },
    { at, ...who },
  )
  if (!key) throw new Error('the store did not call the decision')
  return key
}
