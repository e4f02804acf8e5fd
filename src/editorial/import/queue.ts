import { AppError, errors, isStoreFull } from '../../domain/error.ts'
import { isOver } from '../../domain/import/job.ts'
import { addSeconds, type Clock, now } from '../../domain/instant.ts'
import type { ClaimedImport, ImportEnd } from '../../domain/store/import-job-store.ts'
import type { Store } from '../../domain/store/store.ts'
import { type BackgroundTask, isBusy, startTask } from '../background-task.ts'
import { removeUpload, sweepUploads } from './file.ts'
import { leaseOf } from './lease.ts'
import { carefulTries, type Ran } from './run.ts'

/** Milliseconds between two looks when nothing waits, between two renewals of a lease, and after a failure. */
const rest = 250
const renewal = 1500
const retry = 2000
/** Milliseconds between two searches for uploads that are not needed any more. */
const sweepEvery = 60 * 60 * 1000
/** How many items of an import that is over are forgotten at a time. */
const forgottenAtOnce = 500

export type QueueDeps = {
  store: Pick<Store, 'claimImport' | 'renewImport' | 'leaveImport' | 'forgetImports' | 'importJob'>
  clock: Clock
  /** Days that an import which is over can be read of; 0 = for ever. */
  keptDays: number
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

/**
 * Carries out, in the background, what imports wait: one at a time, and each by one process. An import whose process died
 * is taken up again when its lease has run out. Stopping ends it behind the batch under way; what is left is gone on with
 * by another process, or the next start.
 *
 * @param failed called with internal errors
 */
export function startImporting(deps: QueueDeps, failed: (error: unknown) => void): BackgroundTask {
  let sweptAt = Number.NEGATIVE_INFINITY
  const round = async (stopping: AbortSignal) => {
    const time = deps.clock()
    if (time.getTime() - sweptAt >= sweepEvery) {
      sweptAt = time.getTime()
      await sweepUploads(deps.folder, deps.store, time)
    }
    return (await importNext(deps, stopping, failed)) ? 0 : rest
  }
  return startTask(round, failed, retry)
}

/** Carries out what has waited longest. Answers whether there was anything to do. */
export async function importNext(
  deps: QueueDeps,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<boolean> {
  const { store, clock, folder, owner, keptDays } = deps
  const job = await store.claimImport(leaseOf(owner, clock), now(clock))
  if (!job)
    return keptDays > 0 && (await store.forgetImports(addSeconds(now(clock), -keptDays * 86_400), forgottenAtOnce)) > 0
  const end = await carryOut(job, deps, signal, failed)
  if (end) await store.leaveImport(job.id, owner, end, now(clock))
  // Another process may have claimed it in the meantime.
  const current = await store.importJob(job.id)
  if (current?.state === 'failed') await sweepUploads(folder, store, clock())
  else if (!current || isOver(current)) await removeUpload(folder, job.id)
  return true
}

/**
 * How an import ended; undefined if it is no longer ours.
 *
 * @throws AppError `store-full`: the import waits
 */
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
    if (isStoreFull(error)) {
      // It waits, and goes on from where it is once there is room. Where not even this can be written, its lease runs out.
      await store.leaveImport(job.id, owner, { state: 'waiting', tries: 0 }, now(clock))
      throw error
    }
    failed(error)
    if (isOutOfMemory(error)) return { state: 'waiting', tries: carefulTries }
    return { state: 'failed', error: reasonOf(error) }
  } finally {
    clearInterval(renewing)
  }
}

/** Why an import failed, for its client: of an error on our side the code and its title, as an answer would say. */
function reasonOf(error: unknown): string {
  if (!(error instanceof AppError)) return 'Something broke on our side.'
  const { status, title } = errors[error.code]
  return `${error.code}: ${status < 500 ? error.message : `${title}.`}`
}

/** Whether a worker thread ran out of memory: the process itself goes on. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
