import { scopes } from '../../domain/access/key.ts'
import { now } from '../../domain/instant.ts'
import { auditDetail, type KeyDeps, keyOf } from './key.ts'

/** Name of the key from the configuration. */
const adminName = 'OFFPRINT_ADMIN_KEY'

/**
 * Creates the key of the configuration, with every scope, if it does not exist. Revokes the key of an earlier
 * configuration. A key that was revoked stays revoked.
 */
export async function ensureAdminKey(secret: string, { store, clock, newId }: KeyDeps): Promise<void> {
  const at = now(clock)
  const key = keyOf({ name: adminName, scopes }, newId(), at, secret)
  if (await store.keyByHash(key.hash)) return
  await store.writeKeys(
    keys => {
      if (keys.byHash(key.hash)) return { audit: [] }
      const earlier = keys.all().filter(({ name, revokedAt }) => name === adminName && revokedAt === undefined)
      const ended = earlier.map(({ id, name }) => ({ action: 'key.revoke', detail: { key: id, name } }))
      return { add: key, end: earlier, audit: [{ action: 'key.create', detail: auditDetail(key) }, ...ended] }
    },
    { at, actor: 'serve' },
  )
}
