import type { Store } from '../domain/store/store.ts'
import { locate } from './location.ts'
import { filesAt, replaced } from './sqlite/database/file-guard.ts'
import { migrate } from './sqlite/database/migrate.ts'
import { openSqliteStore, type StoreTools } from './sqlite/store.ts'

/**
 * Opens the store that DATABASE_URL names: makes its folder and file where there are none, and brings it to the newest
 * schema.
 *
 * @param openFiles what `storeFiles` answered where the process has the store open already: a thread must open the same files
 * @throws AppError `store-replaced` where they are others now
 * @throws AppError `config-invalid` where the URL is of no kind that is known
 * @throws AppError `store-unusable`, `store-full`, `store-busy`: nothing was changed
 */
export async function openStore({
  url,
  openFiles,
  ...tools
}: StoreTools & { url: string; openFiles?: string | undefined }): Promise<Store> {
  const path = locate(url)
  if (openFiles !== undefined && filesAt(path) !== openFiles) throw replaced(path)
  migrate(path)
  return openSqliteStore(path, tools)
}

/** Which files an open store consists of. */
export function storeFiles(url: string): string {
  return filesAt(locate(url))
}

/** The folder beside the store in which uploads wait to be imported. */
export function importFolder(url: string): string {
  return `${locate(url)}-imports`
}

/** Brings the store to the newest schema, as `openStore` does, and answers the names of the migrations it applied. */
export async function migrateStore(url: string): Promise<string[]> {
  return migrate(locate(url))
}
