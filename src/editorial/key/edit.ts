import type { Caller } from '../../domain/access/caller.ts'
import { demandSite } from '../../domain/access/grant.ts'
import type { ApiKey } from '../../domain/access/key.ts'
import type { Id } from '../../domain/id.ts'
import { now } from '../../domain/instant.ts'
import { currentKey, type KeyDeps, type KeyRequester, keyWithId } from './key.ts'

/**
 * Changes the site of a key.
 *
 * @param change returns the new site, undefined = none; errors it throws are passed on
 * @param caller undefined = the operator
 * @throws AppError `key-not-found`, `scope-missing`, `grant-exceeded` if the key of the caller has less
 */
export async function editKey(
  id: Id,
  change: (current: ApiKey) => { site: string | undefined },
  caller: Caller | undefined,
  who: KeyRequester,
  { store, clock }: Omit<KeyDeps, 'newId'>,
): Promise<ApiKey> {
  const at = now(clock)
  let key: ApiKey | undefined
  await store.writeKeys(
    keys => {
      const { site: before, ...current } = keyWithId(id, keys)
      const { site } = change({ ...current, ...(before !== undefined && { site: before }) })
      if (caller) demandSite(currentKey(caller, keys, at), current, site)
      key = { ...current, ...(site !== undefined && { site }) }
      if (site === before) return { audit: [] }
      const detail = { key: id, name: current.name, ...(site !== undefined && { site }) }
      return { site: { id, site }, audit: [{ action: 'key.edit', detail }] }
    },
    { at, ...who },
  )
  if (!key) throw new Error('the store did not call the decision')
  return key
}
