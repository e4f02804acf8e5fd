import { existsSync } from 'node:fs'
import type { Store } from '../domain/store/store.ts'
import { locate } from './location.ts'
import { filesAt, replaced } from './sqlite/database/file-guard.ts'
import { migrate } from './sqlite/database/migrate.ts'
import { openSqliteStore, type StoreTools } from './sqlite/store.ts'

/**
 * Opens the store of DATABASE_URL: creates its folder and file if they are missing, and migrates it to the newest schema.
 *
 * @param openFiles result of `storeFiles` if the process has the store open already: a thread must open the same files
 * @throws AppError `store-replaced` if the files are different now
 * @throws AppError `config-invalid` if the URL is not supported
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

/** Whether the store that a URL names exists. */
export function hasStore(url: string): boolean {
  return existsSync(locate(url))
}

/** Identity of the files of a store. */
export function storeFiles(url: string): string {
  return filesAt(locate(url))
}

/** The folder for uploads that wait for their import. */
export function importFolder(url: string): string {
  return `${locate(url)}-imports`
}

/** Migrates the store to the newest schema, like `openStore`. Returns the names of the applied migrations. */
export async function migrateStore(url: string): Promise<string[]> {
  return migrate(locate(url))
}
