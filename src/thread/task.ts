import { createHash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Site } from '../domain/address/site.ts'
import { AppError, type ErrorCode } from '../domain/error.ts'
import type { NewId } from '../domain/id.ts'
import type { Clock } from '../domain/instant.ts'
import { createPrinter } from '../domain/print/print.ts'
import type { Store } from '../domain/store/store.ts'
import { openStore } from '../store/open.ts'

/** What a thread needs to have its own connections to the store: so only the lock is shared. */
export type StoreAccess = {
  databaseUrl: string
  /** Which files the process has open, by `storeFiles`. */
  openFiles: string
  site: Site
}

/** What came of a piece of work. Errors of ours do not survive the way between threads whole, so they are told of. */
export type TaskResult<Result> =
  | { result: Result }
  | { refused: { code: ErrorCode; detail: string; hint: string | undefined } }

/** Does a piece of work with the store open. */
export async function withStore<Result>(
  { databaseUrl, openFiles, site }: StoreAccess,
  work: (deps: { store: Store; clock: Clock; newId: NewId }) => Promise<Result>,
): Promise<TaskResult<Result>> {
  const clock = () => new Date()
  const newId = () => uuidv7()
  const printer = createPrinter(site, text => createHash('sha256').update(text).digest('base64url'))
  try {
    const store = await openStore({ url: databaseUrl, openFiles, printer, newId, clock, waiting: 'blocking' })
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
