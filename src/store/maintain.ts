import { existsSync } from 'node:fs'
import { AppError } from '../domain/error.ts'
import type { Clock } from '../domain/instant.ts'
import type { StoreCheck } from '../domain/store/check.ts'
import type { StoreStatus } from '../domain/store/status.ts'
import type { DatabaseSettings } from './database-settings.ts'
import { isPostgres, locate } from './location.ts'
import { ownFiles, requireForeignFile } from './own-file.ts'
import type { CheckTools } from './rows/check/check.ts'
import { type BackupOptions, backupDatabase } from './sqlite/backup/backup.ts'
import type { BackupSummary } from './sqlite/backup/manifest.ts'
import { restoreDatabase } from './sqlite/backup/restore.ts'
import { checkDatabase } from './sqlite/check/check.ts'
import { databaseStatus, noteDatabaseBackup } from './sqlite/status.ts'

/** What names a store, and how to connect to it. */
export type StoreLocation = { url: string; database?: DatabaseSettings | undefined }

/**
 * Backs up the store to a file while it is in use, and verifies the file.
 *
 * @throws AppError `store-unusable`, `store-full`, `input-unreadable`, `config-invalid`: earlier backups are unchanged
 */
export async function backupStore(url: string, out: string, options: BackupOptions): Promise<BackupSummary> {
  requireForeignFile(out, ownFiles(url))
  if (options.keep === undefined && existsSync(out)) {
    throw new AppError('config-invalid', `${out} exists. Give another file, or --keep to keep several backups.`)
  }
  return backupDatabase(locate(url), out, options)
}

/**
 * Notes a finished backup in the store, so that `storeStatus` shows it.
 *
 * @throws AppError `store-unusable`, `store-full`, `store-busy`: nothing was written
 */
export async function noteBackup(url: string, { lastChange }: BackupSummary, clock: Clock): Promise<void> {
  await noteDatabaseBackup(locate(url), lastChange, clock)
}

/**
 * The state of the store.
 *
 * @throws AppError `store-unusable`
 */
export async function storeStatus({ url, database }: StoreLocation): Promise<StoreStatus> {
  if (isPostgres(url)) return (await import('./postgres/maintain.ts')).postgresStatus({ url, database })
  const path = locate(url)
  if (existsSync(path)) return databaseStatus(path)
  throw new AppError('store-unusable', 'There is no database.', { hint: `DATABASE_URL is ${path}.` })
}

/**
 * The major version of the PostgreSQL server of a store; undefined for an SQLite file.
 *
 * @throws AppError `store-unusable`, `unavailable`
 */
export async function postgresVersion({ url, database }: StoreLocation): Promise<number | undefined> {
  return isPostgres(url) ? (await import('./postgres/maintain.ts')).serverVersion({ url, database }) : undefined
}

/**
 * Restores a backup to a store that does not exist.
 *
 * @throws AppError `store-unusable`, `store-full`, `input-unreadable`: nothing was changed
 */
export function restoreStore(file: string, url: string): BackupSummary {
  return restoreDatabase(file, locate(url))
}

/**
 * Checks all data of the store.
 *
 * @throws AppError `store-unusable`, `store-busy`
 */
export async function checkStore({ url, database }: StoreLocation, tools: CheckTools): Promise<StoreCheck> {
  if (isPostgres(url)) return (await import('./postgres/maintain.ts')).checkPostgres({ url, database }, tools)
  const path = locate(url)
  if (existsSync(path)) return checkDatabase(path, tools)
  throw new AppError('store-unusable', 'There is no database to check.', { hint: `DATABASE_URL is ${path}.` })
}
