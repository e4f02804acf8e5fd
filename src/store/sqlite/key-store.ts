import type { Id } from '../../domain/id.ts'
import type { ApiKey } from '../../domain/key.ts'
import type { HashedKey, KeyLookup, KeyStore } from '../../domain/store/key-store.ts'
import { createAuditRows } from './audit.ts'
import type { Connection } from './connection.ts'
import type * as schema from './schema/access.ts'
import { insertInto } from './table.ts'
import { instantAt, json, parsed, present, stored } from './value.ts'
import type { Writer } from './writer.ts'

type Row = typeof schema.apiKey.$inferSelect

/** API keys. */
export function createKeyStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): KeyStore {
  const { all, byId, byHash } = prepareReads(reader)
  const inWrite = prepareReads(connection)
  const add = insertInto<Row>(connection, 'api_key')
  const revoke = connection.prepare<[number, Id]>(
    'UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL',
  )
  const expire = connection.prepare<{ at: number; id: Id }>(
    'UPDATE api_key SET expires_at = min(coalesce(expires_at, @at), @at) WHERE id = @id',
  )
  const setSite = connection.prepare<[string | null, Id]>('UPDATE api_key SET site = ? WHERE id = ?')
  const use = connection.prepare<[number, Id]>('UPDATE api_key SET last_used_at = ? WHERE id = ?')
  const audit = createAuditRows(connection)

  const lookup: KeyLookup = {
    byId: id => keyIn(inWrite.byId.get(id)),
    byHash: hash => keyIn(inWrite.byHash.get(hash)),
    all: () => inWrite.all.all().map(keyOf),
  }

  return {
    async keys() {
      return all.all().map(keyOf)
    },
    async key(id) {
      return keyIn(byId.get(id))
    },
    async keyByHash(hash) {
      const row = byHash.get(hash)
      return row && { ...keyOf(row), hash: row.hash }
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

function prepareReads(connection: Connection) {
  return {
    all: connection.prepare<[], Row>('SELECT * FROM api_key ORDER BY created_at DESC, id DESC'),
    byId: connection.prepare<[Id], Row>('SELECT * FROM api_key WHERE id = ?'),
    byHash: connection.prepare<[string], Row>('SELECT * FROM api_key WHERE hash = ?'),
  }
}

function keyIn(row: Row | undefined): ApiKey | undefined {
  return row && keyOf(row)
}

function keyOf(row: Row): ApiKey {
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

function rowOf(key: HashedKey): Row {
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
