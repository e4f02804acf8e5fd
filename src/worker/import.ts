import { createHash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { AppError, type ErrorCode } from '../domain/error.ts'
import { createPrinter } from '../domain/print.ts'
import type { Site } from '../domain/site.ts'
import type { ClaimedImport } from '../domain/store/import-job-store.ts'
import { type Ran, runImport } from '../editorial/import-run.ts'
import { openStore } from '../store/open.ts'

/** What a thread is told: it has its own connections to the store, so that only the lock is shared. */
export type ImportTask = {
  databaseUrl: string
  site: Site
  folder: string
  owner: string
  job: ClaimedImport
  /** Not 0 = stop at the next item. */
  stop: Int32Array
}

/** How it went. Errors of ours do not survive the way between threads whole, so they are told of. */
export type ImportTold = { faults: string[] } & ({ ran: Ran } | { refused: { code: ErrorCode; detail: string } })

/** Carries an import out in a thread: its entry. */
export async function importJob({ databaseUrl, site, folder, owner, job, stop }: ImportTask): Promise<ImportTold> {
  const clock = () => new Date()
  const newId = () => uuidv7()
  const faults: string[] = []
  try {
    const printer = createPrinter(site, text => createHash('sha256').update(text).digest('base64url'))
    const store = await openStore({ url: databaseUrl, printer, newId, clock, waiting: 'blocking' })
    try {
      const ran = await runImport(job, {
        store,
        site,
        clock,
        newId,
        folder,
        owner,
        isStopping: () => Atomics.load(stop, 0) !== 0,
        failed: error => void faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      })
      return { ran, faults }
    } finally {
      await store.close()
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { refused: { code: error.code, detail: error.message }, faults }
  }
}
