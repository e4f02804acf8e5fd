import { AppError, errors, isStoreFull, isTemporary } from '../../domain/error.ts'
import { isOver } from '../../domain/import/job.ts'
import { addSeconds, type Clock, now } from '../../domain/instant.ts'
import type { ClaimedImport, ImportEnd } from '../../domain/store/import/import-job-store.ts'
import type { UploadStore } from '../../domain/store/import/upload-store.ts'
import type { Store } from '../../domain/store/store.ts'
import { type BackgroundTask, startTask } from '../background-task.ts'
import { sweepUploads } from './file.ts'
import { leaseOf } from './lease.ts'
import { carefulTries, type Ran } from './run.ts'

/** Milliseconds between two checks of an empty queue, between two renewals of a lease, and after an error. */
const rest = 250
const renewal = 1500
const retry = 2000
/** Milliseconds between two searches for uploads that are not needed any more. */
const sweepEvery = 60 * 60 * 1000
/** Number of finished imports that are removed at a time. */
const forgottenAtOnce = 500

export type QueueDeps = {
  store: UploadStore & Pick<Store, 'claimImport' | 'renewImport' | 'leaveImport' | 'forgetImports' | 'importJob'>
  clock: Clock
  /** Days after which finished imports are removed; 0 = never. */
  keptDays: number
  /** Id of this process, new with every start. */
  owner: string
  /**
   * Runs an import, off the event loop.
   *
   * @throws AppError an error that may pass, such as `store-busy`
   */
  run(job: ClaimedImport, owner: string, stopping: AbortSignal): Promise<Ran>
}

/**
 * Runs queued imports in the background, one at a time and each in one process. If a process dies, another one
 * continues its import when the lease ends. Stopping ends the running import after its current batch; another process
 * or the next start continues it.
 *
 * @param failed called with internal errors
 */
export function startImporting(deps: QueueDeps, failed: (error: unknown) => void): BackgroundTask {
  let sweptAt = Number.NEGATIVE_INFINITY
  const round = async (stopping: AbortSignal) => {
    const time = deps.clock()
    if (time.getTime() - sweptAt >= sweepEvery) {
      sweptAt = time.getTime()
      await sweepUploads(deps.store, time)
    }
    return (await importNext(deps, stopping, failed)) ? 0 : rest
  }
  return startTask(round, failed, retry)
}

/** Runs the oldest queued import. Returns whether there was one. */
export async function importNext(
  deps: QueueDeps,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<boolean> {
  const { store, clock, owner, keptDays } = deps
  const job = await store.claimImport(leaseOf(owner, clock), now(clock))
  if (!job)
    return keptDays > 0 && (await store.forgetImports(addSeconds(now(clock), -keptDays * 86_400), forgottenAtOnce)) > 0
  const end = await carryOut(job, deps, signal, failed)
  if (end) await store.leaveImport(job.id, owner, end, now(clock))
  // Another process may have claimed it in the meantime.
  const current = await store.importJob(job.id)
  if (current?.state === 'failed') await sweepUploads(store, clock())
  else if (!current || isOver(current)) await store.removeUpload(job.id)
  return true
}

/**
 * The end of an import; undefined if another process took it over.
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
    // Renews the lease between two steps, because reading a long file may take longer than the lease.
    const isOurs = await store.renewImport(job.id, leaseOf(owner, clock)).catch(() => true)
    if (!isOurs) losing.abort()
  }, renewal)
  try {
    const ran = await run(job, owner, AbortSignal.any([signal, losing.signal]))
    if (ran === 'done') return { state: 'done' }
    return ran === 'lost' || losing.signal.aborted ? undefined : { state: 'waiting', tries: 0 }
  } catch (error) {
    if (isTemporary(error)) return { state: 'waiting', tries: 0 }
    if (isStoreFull(error)) {
      // The import waits until there is room. If not even this can be written, its lease ends.
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

/** Why an import failed, for its client: for internal errors only the code and its title. */
function reasonOf(error: unknown): string {
  if (!(error instanceof AppError)) return 'Something broke on our side.'
  const { status, title } = errors[error.code]
  return `${error.code}: ${status < 500 ? error.message : `${title}.`}`
}

/** Whether a worker thread ran out of memory; the process itself continues. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
