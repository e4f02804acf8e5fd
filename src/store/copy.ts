import { existsSync } from 'node:fs'
import { AppError } from '../domain/error.ts'
import type { Clock } from '../domain/instant.ts'
import { isPostgres, locate } from './location.ts'
import { type CopyOptions, type CopySummary, copyStore } from './rows/copy/copy.ts'
import type { CopyDatabase } from './rows/copy/copy-database.ts'
import { createCopyCheck, createCopyMarks } from './rows/copy/mark.ts'
import { openSqliteCopyDatabase } from './sqlite/copy-database.ts'
import { migrate } from './sqlite/database/migrate.ts'

/**
 * Copies a store to a new or empty database of any engine, which then continues where the source is. See `copyStore`.
 *
 * @param from URL of a store; its schema is updated first
 * @throws AppError `config-invalid`, `store-unusable`, `store-busy`, `store-full`, `unavailable`
 */
export async function copyDatabase(
  from: string,
  to: string,
  { clock, ...options }: CopyOptions & { clock: Clock },
): Promise<CopySummary> {
  requireOther(from, to)
  const source = await openSource(from, clock)
  try {
    const target = await openCopyDatabase(to, clock)
    try {
      return await copyStore(source, target, options)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/**
 * Ends the read-only state of a store that a copy caused. A running copy fails. Returns whether there was one.
 *
 * @throws AppError `store-unusable`, `store-busy`, `unavailable`
 */
export async function releaseDatabase(url: string, clock: Clock): Promise<boolean> {
  const end = await openSource(url, clock)
  try {
    const { release } = createCopyMarks(end.connection)
    return await end.writer.write(() => release())
  } finally {
    await end.close()
  }
}

/** @throws AppError `store-unusable` if there is no store, or only an unfinished copy of one */
async function openSource(url: string, clock: Clock): Promise<CopyDatabase> {
  if (!isPostgres(url) && !existsSync(locate(url))) {
    throw new AppError('store-unusable', 'There is no database to copy.', { hint: `DATABASE_URL is ${locate(url)}.` })
  }
  const end = await openCopyDatabase(url, clock)
  try {
    await end.connection.read(createCopyCheck(end.connection))
    return end
  } catch (error) {
    await end.close()
    throw error
  }
}

async function openCopyDatabase(url: string, clock: Clock): Promise<CopyDatabase> {
  if (!isPostgres(url)) {
    const path = locate(url)
    migrate(path)
    return openSqliteCopyDatabase(path)
  }
  // Loaded on demand: most commands do not need the driver.
  const { openPostgresCopyDatabase } = await import('./postgres/copy-database.ts')
  return openPostgresCopyDatabase(url, clock)
}

function requireOther(from: string, to: string): void {
  const isSame = isPostgres(from) || isPostgres(to) ? from === to : locate(from) === locate(to)
  if (isSame) throw new AppError('config-invalid', '--to is the database of DATABASE_URL. Give another one.')
}
