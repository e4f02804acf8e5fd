import { createHash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Site } from '../domain/address/site.ts'
import { AppError, type ErrorCode } from '../domain/error.ts'
import type { NewId } from '../domain/id.ts'
import type { Clock } from '../domain/instant.ts'
import { createPrinter } from '../domain/print/print.ts'
import type { Store } from '../domain/store/store.ts'
import type { DatabaseSettings } from '../store/database-settings.ts'
import { openStore } from '../store/open.ts'

/** What a thread needs to open its own connections to the store. */
export type StoreAccess = {
  databaseUrl: string
  /** How to connect to PostgreSQL. */
  database?: DatabaseSettings
  /** Identity of the files that the process has open: see `storeFiles`. */
  openFiles: string
  site: Site
}

/** Result of a task. An `AppError` loses its members between threads, so it is sent as data. */
export type TaskResult<Result> =
  | { result: Result }
  | { refused: { code: ErrorCode; detail: string; hint: string | undefined } }

/** Opens the store, runs a task with it, and closes it. */
export async function withStore<Result>(
  { databaseUrl: url, database, openFiles, site }: StoreAccess,
  work: (deps: { store: Store; clock: Clock; newId: NewId }) => Promise<Result>,
): Promise<TaskResult<Result>> {
  const clock = () => new Date()
  const newId = () => uuidv7()
  const printer = createPrinter(site, text => createHash('sha256').update(text).digest('base64url'))
  try {
    const store = await openStore({ url, database, openFiles, printer, newId, clock, waiting: 'blocking' })
    try {
      return { result: await work({ store, clock, newId }) }
    } finally {
      await store.close()
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { refused: { code: error.code, detail: error.message, hint: error.hint } }
  }
}
