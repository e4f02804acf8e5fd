import { scopes } from '../../domain/access/key.ts'
import { now } from '../../domain/instant.ts'
import { auditDetail, type KeyDeps, keyOf } from './key.ts'

/** Name of the key that the configuration states. */
const adminName = 'OFFPRINT_ADMIN_KEY'

/**
 * Sees that the key of the configuration exists, with every scope. Another one from an earlier configuration ends; one
 * that was revoked stays so.
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
