import type { ApiKey } from '../../../domain/access/key.ts'
import type { Id } from '../../../domain/id.ts'
import { instantAt } from '../../../domain/instant.ts'
import type { HashedKey } from '../../../domain/store/access/key-store.ts'
import { apiKey } from '../../schema/access.ts'
import type { Connection } from '../database/connection.ts'
import { desc } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { equals, prepared } from '../database/statement.ts'
import { parsed, present } from '../database/value.ts'

type KeyRow = typeof apiKey.$inferSelect

export type KeyRows = {
  all(): Routine<ApiKey[]>
  byId(id: Id): Routine<ApiKey | undefined>
  hashed(hash: string): Routine<HashedKey | undefined>
}

/** Reads API keys on a connection. */
export function createKeyRows({ db }: Connection): KeyRows {
  const all = prepared(db.select().from(apiKey).orderBy(desc(apiKey.created_at), desc(apiKey.id)))
  const byId = prepared(db.select().from(apiKey).where(equals(apiKey.id, 'id')))
  const byHash = prepared(db.select().from(apiKey).where(equals(apiKey.hash, 'hash')))
  return {
    *all() {
      return (yield* all.all()).map(keyOf)
    },
    *byId(id) {
      const row = yield* byId.get({ id })
      return row && keyOf(row)
    },
    *hashed(hash) {
      const row = yield* byHash.get({ hash })
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
