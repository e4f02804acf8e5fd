import type { Caller } from '../../domain/access/caller.ts'
import { demandSite } from '../../domain/access/grant.ts'
import type { ApiKey } from '../../domain/access/key.ts'
import type { Id } from '../../domain/id.ts'
import { now } from '../../domain/instant.ts'
import { currentKey, type KeyDeps, keyWithId, type Who } from './key.ts'

/**
 * Changes the site of a key.
 *
 * @param change the new site, undefined = none; an AppError it throws is the answer
 * @param asking who asks over HTTP; undefined = the operator
 * @throws AppError `key-not-found`, `scope-missing`, `grant-exceeded` where the asking key has less
 */
export async function editKey(
  id: Id,
  change: (current: ApiKey) => { site: string | undefined },
  asking: Caller | undefined,
  who: Who,
  { store, clock }: Omit<KeyDeps, 'newId'>,
): Promise<ApiKey> {
  const at = now(clock)
  let key: ApiKey | undefined
  await store.writeKeys(
    keys => {
      const { site: before, ...current } = keyWithId(id, keys)
      const { site } = change({ ...current, ...(before !== undefined && { site: before }) })
      if (asking) demandSite(currentKey(asking, keys, at), current, site)
      key = { ...current, ...(site !== undefined && { site }) }
      if (site === before) return { audit: [] }
      const detail = { key: id, name: current.name, ...(site !== undefined && { site }) }
      return { site: { id, site }, audit: [{ action: 'key.edit', detail }] }
    },
    { at, ...who },
  )
  if (!key) throw new Error('the store decided nothing')
  return key
}
