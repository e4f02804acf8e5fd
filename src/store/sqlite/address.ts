import type { Id } from '../../domain/id.ts'
import type { Connection } from './connection.ts'

export type AddressRows = {
  /** The articles at addresses, by their keys; those that several claim are missing. */
  addressed(keys: readonly string[]): ReadonlyMap<string, Id>
  /** Sets by which addresses an article is meant; where it is new it has none yet. */
  putAddresses(articleId: Id, keys: readonly string[], isNew: boolean): void
  /** Sets which addresses it links to that are no articles yet; likewise. */
  putOpenLinks(articleId: Id, keys: readonly string[], isNew: boolean): void
}

/** Where imported articles stand on the web, and which addresses they link to. */
export function createAddressRows(connection: Connection): AddressRows {
  const find = connection.prepare<[string], Id>('SELECT article_id FROM address WHERE address = ? LIMIT 2').pluck()
  const put = (table: 'address' | 'open_link') => {
    const clear = connection.prepare<[Id]>(`DELETE FROM ${table} WHERE article_id = ?`)
    const add = connection.prepare<[Id, string]>(
      `INSERT INTO ${table} (article_id, address) VALUES (?, ?) ON CONFLICT DO NOTHING`,
    )
    return (articleId: Id, keys: readonly string[], isNew: boolean): void => {
      if (!isNew) clear.run(articleId)
      for (const key of keys) add.run(articleId, key)
    }
  }
  return {
    addressed: keys =>
      new Map(
        keys.flatMap(key => {
          const [articleId, another] = find.all(key)
          return articleId === undefined || another !== undefined ? [] : [[key, articleId] as const]
        }),
      ),
    putAddresses: put('address'),
    putOpenLinks: put('open_link'),
  }
}
