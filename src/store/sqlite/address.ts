import type { Id } from '../../domain/id.ts'
import type { Connection } from './connection.ts'

export type AddressRows = {
  /** The articles at addresses, by their keys; those that several claim are missing. */
  addressed(keys: readonly string[]): ReadonlyMap<string, Id>
  /** Sets by which addresses an article is meant. */
  putAddresses(articleId: Id, keys: readonly string[]): void
  /** Sets which addresses it links to that are no articles yet. */
  putOpenLinks(articleId: Id, keys: readonly string[]): void
}

/** Where imported articles stand on the web, and which addresses they link to. */
export function createAddressRows(connection: Connection): AddressRows {
  const find = connection.prepare<[string], { address: string; articleId: Id }>(
    `SELECT address, min(article_id) AS articleId FROM address
     WHERE address IN (SELECT value FROM json_each(?)) GROUP BY address HAVING count(*) = 1`,
  )
  const put = (table: 'address' | 'open_link') => {
    const clear = connection.prepare<[Id]>(`DELETE FROM ${table} WHERE article_id = ?`)
    const add = connection.prepare<[Id, string]>(
      `INSERT INTO ${table} (article_id, address) VALUES (?, ?) ON CONFLICT DO NOTHING`,
    )
    return (articleId: Id, keys: readonly string[]): void => {
      clear.run(articleId)
      for (const key of keys) add.run(articleId, key)
    }
  }
  return {
    addressed: keys =>
      keys.length === 0
        ? new Map()
        : new Map(find.all(JSON.stringify(keys)).map(({ address, articleId }) => [address, articleId])),
    putAddresses: put('address'),
    putOpenLinks: put('open_link'),
  }
}
