import type { ApiKey } from '../../../domain/access/key.ts'
import type { Id } from '../../../domain/id.ts'
import type { HashedKey, KeyLookup } from '../../../domain/store/key-store.ts'
import type { Connection } from '../database/connection.ts'
import { instantAt, parsed, present } from '../database/value.ts'
import type * as schema from '../schema/access.ts'

export type KeyRow = typeof schema.apiKey.$inferSelect

export type KeyRows = KeyLookup & { hashed(hash: string): HashedKey | undefined }

/** Reads API keys on a connection. */
export function createKeyRows(connection: Connection): KeyRows {
  const all = connection.prepare<[], KeyRow>('SELECT * FROM api_key ORDER BY created_at DESC, id DESC')
  const byId = connection.prepare<[Id], KeyRow>('SELECT * FROM api_key WHERE id = ?')
  const byHash = connection.prepare<[string], KeyRow>('SELECT * FROM api_key WHERE hash = ?')
  const keyIn = (row: KeyRow | undefined) => row && keyOf(row)
  return {
    all: () => all.all().map(keyOf),
    byId: id => keyIn(byId.get(id)),
    byHash: hash => keyIn(byHash.get(hash)),
    hashed(hash) {
      const row = byHash.get(hash)
      return row && { ...keyOf(row), hash: row.hash }
    },
  }
}

function keyOf(row: KeyRow): ApiKey {
  const instant = (at: number | null) => (at === null ? null : instantAt(at))
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: parsed<ApiKey['scopes']>(row.scopes),
    createdAt: instantAt(row.created_at),
    ...present({
      rate: parsed<NonNullable<ApiKey['rate']>>(row.rate),
      site: row.site,
      expiresAt: instant(row.expires_at),
      revokedAt: instant(row.revoked_at),
      lastUsedAt: instant(row.last_used_at),
      rotatedFrom: row.rotated_from,
    }),
  }
}
