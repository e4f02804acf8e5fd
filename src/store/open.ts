import { existsSync } from 'node:fs'
import type { SearchStore } from '../domain/store/search-store.ts'
import type { Store } from '../domain/store/store.ts'
import type { DatabaseSettings } from './database-settings.ts'
import { isPostgres, locate } from './location.ts'
import { filesAt, replaced } from './sqlite/database/file-guard.ts'
import { migrate } from './sqlite/database/migrate.ts'
import { openSqliteSearch } from './sqlite/search/full-text-index.ts'
import { openSqliteStore, type StoreTools } from './sqlite/store.ts'
import { uploadFolder } from './sqlite/upload-store.ts'

export type OpenOptions = StoreTools & {
  url: string
  /** How to connect to PostgreSQL; absent = the default of each setting. */
  database?: DatabaseSettings | undefined
  /** Result of `storeFiles` if the process has the store open already: a thread must open the same files. */
  openFiles?: string | undefined
  /** Whether an SQLite file with an older schema is saved first. */
  migrationBackup?: boolean | undefined
  /** Receives errors of the connection that listens for changes. It connects again. */
  failed?: ((error: unknown) => void) | undefined
  /** Receives what the operator of a server should know about the connection. */
  notice?: ((text: string) => void) | undefined
}

/**
 * Opens the store of DATABASE_URL, and migrates it to the newest schema. Creates the folder and file of an SQLite store if
 * they are missing.
 *
 * @throws AppError `store-replaced` if the files are different now
 * @throws AppError `config-invalid` if the URL is not supported
 * @throws AppError `store-unusable`, `store-full`, `store-busy`, `unavailable`: nothing was changed
 */
export async function openStore(options: OpenOptions): Promise<Store> {
  const { url, database, openFiles, migrationBackup = false, failed, notice, ...tools } = options
  if (isPostgres(url)) {
    // Loaded on demand: a server on SQLite does not need the driver.
    const { openPostgres } = await import('./postgres/open.ts')
    return openPostgres({ url, database, isOpen: openFiles !== undefined, failed, notice, ...tools })
  }
  const path = locate(url)
  if (openFiles !== undefined && filesAt(path) !== openFiles) throw replaced(path)
  migrate(path, undefined, migrationBackup)
  return openSqliteStore(path, tools)
}

/**
 * Opens the search index of an SQLite store that the process has open, for reading.
 *
 * @throws AppError `store-replaced` if the files are different now
 */
export function openSearchReader({
  url,
  openFiles,
}: {
  url: string
  openFiles: string
}): Omit<SearchStore, 'indexArticles'> {
  const path = locate(url)
  if (filesAt(path) !== openFiles) throw replaced(path)
  return openSqliteSearch(path)
}

/** Whether searches block the thread that runs them. A PostgreSQL server runs them itself. */
export function searchesInProcess(url: string): boolean {
  return !isPostgres(url)
}

/** Whether the store that a URL names exists. A database of PostgreSQL must exist. */
export function hasStore(url: string): boolean {
  return isPostgres(url) || existsSync(locate(url))
}

/** Identity of the files of a store; empty if it has none. */
export function storeFiles(url: string): string {
  return isPostgres(url) ? '' : filesAt(locate(url))
}

/** The folders of this machine for uploads that wait for their import: none if they are in the database. */
export function importFolders(url: string): string[] {
  return isPostgres(url) ? [] : [uploadFolder(locate(url))]
}

/** Migrates the store to the newest schema, like `openStore`. Returns the names of the applied migrations. */
export async function migrateStore(
  url: string,
  { database, migrationBackup = false }: Pick<OpenOptions, 'database' | 'migrationBackup'> = {},
): Promise<string[]> {
  if (!isPostgres(url)) return migrate(locate(url), undefined, migrationBackup)
  const { migratePostgres } = await import('./postgres/open.ts')
  return migratePostgres({ url, database })
}
