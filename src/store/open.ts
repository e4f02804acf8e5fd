import type { Store } from '../domain/store/store.ts'
import { locate } from './location.ts'
import { migrate } from './sqlite/migrate.ts'
import { openSqliteStore, type StoreTools } from './sqlite/store.ts'

/**
 * Opens the store that DATABASE_URL names: makes its folder and file where there are none, and brings it to the newest
 * schema.
 *
 * @throws AppError `config-invalid` where the URL is of no kind that is known
 * @throws AppError `store-unusable`, `store-full`, `store-busy`: nothing was changed
 */
export async function openStore({ url, ...tools }: StoreTools & { url: string }): Promise<Store> {
  const path = locate(url)
  migrate(path)
  return openSqliteStore(path, tools)
}

/** The folder beside the store in which uploads wait to be imported. */
export function importFolder(url: string): string {
  return `${locate(url)}-imports`
}

/** Brings the store to the newest schema, as `openStore` does, and answers the names of the migrations it applied. */
export async function migrateStore(url: string): Promise<string[]> {
  return migrate(locate(url))
}
