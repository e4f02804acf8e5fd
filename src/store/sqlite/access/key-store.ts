import type { Id } from '../../../domain/id.ts'
import type { HashedKey, KeyStore } from '../../../domain/store/key-store.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { json, stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { createAuditRows } from './audit.ts'
import { createKeyRows, type KeyRow } from './key.ts'

/** API keys. */
export function createKeyStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): KeyStore {
  const readable = createKeyRows(reader)
  const lookup = createKeyRows(connection)
  const add = insertInto<KeyRow>(connection, 'api_key')
  const revoke = connection.prepare<[number, Id]>(
    'UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL',
  )
  const expire = connection.prepare<{ at: number; id: Id }>(
    'UPDATE api_key SET expires_at = min(coalesce(expires_at, @at), @at) WHERE id = @id',
  )
  const setSite = connection.prepare<[string | null, Id]>('UPDATE api_key SET site = ? WHERE id = ?')
  const use = connection.prepare<[number, Id]>('UPDATE api_key SET last_used_at = ? WHERE id = ?')
  const audit = createAuditRows(connection)

  return {
    async keys() {
      return readable.all()
    },
    async key(id) {
      return readable.byId(id)
    },
    async keyByHash(hash) {
      return readable.hashed(hash)
    },
    writeKeys(decide, write) {
      return writer.write(() => {
        const { add: added, end = [], site, audit: entries } = decide(lookup)
        for (const { id, at } of end) {
          if (at === undefined) revoke.run(stored(write.at), id)
          else expire.run({ at: stored(at), id })
        }
        if (site) setSite.run(site.site ?? null, site.id)
        if (added) add(rowOf(added))
        for (const entry of entries) audit.add(write, entry)
      })
    },
    noteKeyUse(id, at) {
      return writer.write(() => void use.run(stored(at), id))
    },
  }
}

function rowOf(key: HashedKey): KeyRow {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    hash: key.hash,
    scopes: json(key.scopes),
    rate: json(key.rate),
    created_at: stored(key.createdAt),
    expires_at: stored(key.expiresAt),
    revoked_at: stored(key.revokedAt),
    last_used_at: stored(key.lastUsedAt),
    rotated_from: key.rotatedFrom ?? null,
    site: key.site ?? null,
  }
}
