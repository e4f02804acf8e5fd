import { setTimeout } from 'node:timers/promises'
import { AppError } from '../domain/error.ts'
import { isOver } from '../domain/import-job.ts'
import type { Clock } from '../domain/instant.ts'
import type { ClaimedImport, ImportEnd } from '../domain/store/import-job-store.ts'
import type { Store } from '../domain/store/store.ts'
import { momentOf } from './article-write.ts'
import { removeUpload, sweepUploads } from './import-file.ts'
import { later, leaseOf } from './import-lease.ts'
import { carefulTries, type Ran } from './import-run.ts'

/** Milliseconds between two looks when nothing waits, between two renewals of a lease, and after a failure. */
const rest = 250
const renewal = 1500
const retry = 2000
/** Seconds that an import which is over can be read of, and how many of its items are forgotten at a time. */
const kept = 30 * 86_400
const forgottenAtOnce = 500

export type QueueDeps = {
  store: Pick<Store, 'claimImport' | 'renewImport' | 'leaveImport' | 'forgetImports' | 'importJob'>
  clock: Clock
  /** Where uploads are kept. */
  folder: string
  /** Of this process, new with every start. */
  owner: string
  /**
   * Carries an import out, off the event loop.
   *
   * @throws AppError what does not pass, or passes only later, such as `store-busy`
   */
  run(job: ClaimedImport, owner: string, stopping: AbortSignal): Promise<Ran>
}

export type Importing = {
  /** Ends behind the batch under way; what is left is gone on with by another process, or the next start. */
  stop(): Promise<void>
}

/**
 * Carries out, in the background, what imports wait: one at a time, and each by one process. An import whose process died
 * is taken up again when its lease has run out.
 *
 * @param failed told of what went wrong on our side
 */
export function startImporting(deps: QueueDeps, failed: (error: unknown) => void): Importing {
  const stopping = new AbortController()
  const { signal } = stopping
  const pause = (milliseconds: number) => setTimeout(milliseconds, undefined, { signal }).catch(() => undefined)
  const running = work()

  async function work(): Promise<void> {
    await attempt(() => sweepUploads(deps.folder, deps.store, deps.clock()))
    while (!signal.aborted) {
      const busy = await attempt(() => importNext(deps, signal, failed))
      if (busy === undefined) await pause(retry)
      else if (!busy) await pause(rest)
    }
  }

  async function attempt<Result>(look: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await look()
    } catch (error) {
      if (!isBusy(error)) failed(error)
      return undefined
    }
  }

  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** Carries out what has waited longest. Answers whether there was anything to do. */
export async function importNext(
  deps: QueueDeps,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<boolean> {
  const { store, clock, folder, owner } = deps
  const job = await store.claimImport(leaseOf(owner, clock), momentOf(clock))
  if (!job) return (await store.forgetImports(later(clock, -kept), forgottenAtOnce)) > 0
  const end = await carryOut(job, deps, signal, failed)
  if (end) await store.leaveImport(job.id, owner, end, momentOf(clock))
  // Another process may have it by now.
  const now = await store.importJob(job.id)
  if (!now || isOver(now)) await removeUpload(folder, job.id)
  return true
}

/** How an import ended; undefined where it is no longer ours. */
async function carryOut(
  job: ClaimedImport,
  { store, clock, owner, run }: QueueDeps,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<ImportEnd | undefined> {
  const losing = new AbortController()
  const renewing = setInterval(async () => {
    // Between two steps, such as the reading of a long file, nothing else keeps it.
    const isOurs = await store.renewImport(job.id, leaseOf(owner, clock)).catch(() => true)
    if (!isOurs) losing.abort()
  }, renewal)
  try {
    const ran = await run(job, owner, AbortSignal.any([signal, losing.signal]))
    if (ran === 'done') return { state: 'done' }
    return ran === 'lost' || losing.signal.aborted ? undefined : { state: 'waiting', tries: 0 }
  } catch (error) {
    if (isBusy(error)) return { state: 'waiting', tries: 0 }
    failed(error)
    if (isOutOfMemory(error)) return { state: 'waiting', tries: carefulTries }
    return { state: 'failed', error: reasonOf(error) }
  } finally {
    clearInterval(renewing)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof AppError && error.code === 'store-busy'
}

function reasonOf(error: unknown): string {
  return error instanceof AppError ? `${error.code}: ${error.message}` : 'Something broke on our side.'
}

/** A thread that ended so takes nothing along but itself. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
