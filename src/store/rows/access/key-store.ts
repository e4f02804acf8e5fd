import type { HashedKey, KeyLookup, KeyStore } from '../../../domain/store/access/key-store.ts'
import { apiKey } from '../../schema/access.ts'
import type { Connection } from '../database/connection.ts'
import { and, isNull, sql } from '../database/drizzle.ts'
import { reads, writes } from '../database/port.ts'
import type { Answer } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { json, stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { createAuditRows } from './audit.ts'
import { createKeyRows, type KeyRows } from './key.ts'

/** API keys. */
export function createKeyStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): KeyStore {
  const readable = createKeyRows(reader)
  const rows = createKeyRows(connection)
  const add = insertInto(connection, apiKey)
  const isKey = equals(apiKey.id, 'id')
  const update = () => connection.db.update(apiKey)
  const revoke = prepared(
    update()
      .set({ revoked_at: bound('at') })
      .where(and(isKey, isNull(apiKey.revoked_at))),
  )
  const earlier = connection.syntax.least(sql`coalesce(${apiKey.expires_at}, ${bound('at')})`, bound('at'))
  const expire = prepared(update().set({ expires_at: earlier }).where(isKey))
  const setSite = prepared(
    update()
      .set({ site: bound('site') })
      .where(isKey),
  )
  const use = prepared(
    update()
      .set({ last_used_at: bound('at') })
      .where(isKey),
  )
  const audit = createAuditRows(connection)

  return {
    ...reads<Pick<KeyStore, 'keys' | 'key' | 'keyByHash'>>(reader, {
      keys: () => readable.all(),
      key: id => readable.byId(id),
      keyByHash: hash => readable.hashed(hash),
    }),
    ...writes<Pick<KeyStore, 'writeKeys' | 'noteKeyUse'>>(writer, {
      *writeKeys(decide, write) {
        const {
          add: added,
          end = [],
          site,
          audit: entries,
        } = yield* connection.decide(answer => decide(lookupIn(rows, answer)))
        for (const { id, at } of end) {
          if (at === undefined) yield* revoke.run({ at: stored(write.at), id })
          else yield* expire.run({ at: stored(at), id })
        }
        if (site) yield* setSite.run({ id: site.id, site: site.site ?? null })
        if (added) yield* add(rowOf(added))
        for (const entry of entries) yield* audit.add(write, entry)
      },
      *noteKeyUse(id, at) {
        yield* use.run({ at: stored(at), id })
      },
    }),
  }
}

function lookupIn(rows: KeyRows, answer: Answer): KeyLookup {
  return {
    all: () => answer(rows.all()),
    byId: id => answer(rows.byId(id)),
    byHash(hash) {
      const found = answer(rows.hashed(hash))
      if (!found) return undefined
      const { hash: _, ...key } = found
      return key
    },
  }
}

function rowOf(key: HashedKey): typeof apiKey.$inferSelect {
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
