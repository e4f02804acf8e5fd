import type { Id } from '../../../domain/id.ts'
import type { AddressClaim } from '../../../domain/store/article-store.ts'
import type { Connection } from '../database/connection.ts'

export type AddressRows = {
  /** The articles that links of a source point to, by the keys of the addresses. */
  addressed(keys: readonly string[], source: string): ReadonlyMap<string, Id>
  /** Whether another article has claimed an address in the same scope. */
  isClaimed(claim: AddressClaim, than: Id): boolean
  /** Replaces the addresses of an article; a new one has none yet. */
  putAddresses(articleId: Id, claims: readonly AddressClaim[], isNew: boolean): void
  /** Replaces the unresolved links of an article of a source; a new one has none yet. */
  putOpenLinks(articleId: Id, keys: readonly string[], source: string, isNew: boolean): void
}

/** Web addresses of imported articles, and addresses that they link to. */
export function createAddressRows(connection: Connection): AddressRows {
  const find = connection
    .prepare<[string, string], Id>('SELECT article_id FROM address WHERE address = ? AND source = ? LIMIT 2')
    .pluck()
  const other = connection.prepare<[string, string, Id]>(
    'SELECT 1 FROM address WHERE address = ? AND source = ? AND article_id <> ? LIMIT 1',
  )
  const clearAddresses = connection.prepare<[Id]>('DELETE FROM address WHERE article_id = ?')
  const addAddress = connection.prepare<[string, Id, string]>(
    'INSERT INTO address (address, article_id, source) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const clearLinks = connection.prepare<[Id]>('DELETE FROM open_link WHERE article_id = ?')
  const addLink = connection.prepare<[Id, string, string]>(
    'INSERT INTO open_link (article_id, address, source) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )

  /** Two articles can have the same address only in files of an earlier version: then it identifies neither. */
  function only(key: string, source: string): Id | undefined {
    const [articleId, another] = find.all(key, source)
    return another === undefined ? articleId : undefined
  }

  return {
    addressed: (keys, source) =>
      new Map(
        keys.flatMap(key => {
          const articleId = (source === '' ? undefined : only(key, source)) ?? only(key, '')
          return articleId === undefined ? [] : [[key, articleId] as const]
        }),
      ),
    isClaimed: ({ key, source }, than) => other.get(key, source, than) !== undefined,
    putAddresses(articleId, claims, isNew) {
      if (!isNew) clearAddresses.run(articleId)
      for (const { key, source } of claims) addAddress.run(key, articleId, source)
    },
    putOpenLinks(articleId, keys, source, isNew) {
      if (!isNew) clearLinks.run(articleId)
      for (const key of keys) addLink.run(articleId, key, source)
    },
  }
}
