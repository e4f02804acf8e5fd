import type { Caller } from '../../domain/access/caller.ts'
import { demandControl } from '../../domain/access/grant.ts'
import type { ApiKey } from '../../domain/access/key.ts'
import type { Id } from '../../domain/id.ts'
import { now } from '../../domain/instant.ts'
import { currentKey, type KeyDeps, keyWithId, type Who } from './key.ts'

/**
 * Ends a key immediately; a second time changes nothing.
 *
 * @param asking who asks over HTTP; undefined = the operator, who may end every key
 * @throws AppError `key-not-found`, `scope-missing` where the key has scopes that the asking one lacks
 */
export async function revokeKey(
  id: Id,
  asking: Caller | undefined,
  who: Who,
  { store, clock }: Omit<KeyDeps, 'newId'>,
): Promise<ApiKey> {
  const at = now(clock)
  let key: ApiKey | undefined
  await store.writeKeys(
    keys => {
      key = keyWithId(id, keys)
      if (asking) demandControl(currentKey(asking, keys, at), key)
      if (key.revokedAt !== undefined) return { audit: [] }
      key = { ...key, revokedAt: at }
      return { end: [{ id }], audit: [{ action: 'key.revoke', detail: { key: id, name: key.name } }] }
    },
    { at, ...who },
  )
  if (!key) throw new Error('the store decided nothing')
  return key
}
