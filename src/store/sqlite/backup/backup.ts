import { existsSync } from 'node:fs'
import { AppError } from '../../../domain/error.ts'
import { openReaderHandle } from '../database/connection.ts'
import { failure } from '../database/failure.ts'
import { requireKnownSchema } from '../database/migrate.ts'
import { type BackupSummary, finishCopy } from './manifest.ts'
import { createPartial, publishCopy, removePartial } from './output.ts'

/** Pages per step: about 4 MB. */
const pagesPerStep = 1000

export type BackupOptions = {
  /** Number of backups to keep; undefined = the file must not exist. */
  keep: number | undefined
  /** @param share copied part, from 0 to 1 */
  progress?: ((share: number) => void) | undefined
}

/**
 * Copies a database to a file while other processes write. The copy shows the state at its beginning, because one read
 * transaction includes all steps; without it, SQLite would start again after each write of another process. Afterwards the
 * copy is read completely and compared with the database; only then it gets its name.
 *
 * @throws AppError `store-unusable`, `store-full`, `input-unreadable`: earlier backups are unchanged
 */
export async function backupDatabase(path: string, out: string, options: BackupOptions): Promise<BackupSummary> {
  if (!existsSync(path)) {
    throw new AppError('store-unusable', 'There is no database to back up.', { hint: `DATABASE_URL is ${path}.` })
  }
  const partial = createPartial(out)
  try {
    const summary = await copyInto(partial, path, options)
    publishCopy(partial, out, options.keep ?? 1)
    return summary
  } catch (error) {
    throw failure(error)
  } finally {
    removePartial(partial)
  }
}

async function copyInto(partial: string, path: string, { progress }: BackupOptions): Promise<BackupSummary> {
  const source = openReaderHandle(path)
  try {
    source.exec('BEGIN')
    // Reads, which begins the transaction.
    requireKnownSchema(source)
    await source.backup(partial, {
      progress({ totalPages, remainingPages }) {
        progress?.(1 - remainingPages / totalPages)
        return pagesPerStep
      },
    })
    return finishCopy(partial, source)
  } finally {
    source.close()
  }
}
