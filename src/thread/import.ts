import type { ClaimedImport } from '../domain/store/import/import-job-store.ts'
import { type Ran, runImport } from '../editorial/import/run.ts'
import { type StoreAccess, type TaskResult, withStore } from './task.ts'

export type ImportTask = StoreAccess & {
  owner: string
  job: ClaimedImport
  /** 1 = stop before the next item. */
  stop: Int32Array
}

/** Runs an import in a thread. */
export async function importJob(task: ImportTask): Promise<TaskResult<{ ran: Ran; faults: string[] }>> {
  const { site, owner, job, stop } = task
  const faults: string[] = []
  return withStore(task, async deps => {
    const ran = await runImport(job, {
      ...deps,
      site,
      owner,
      isStopping: () => Atomics.load(stop, 0) !== 0,
      failed: error => void faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    })
    return { ran, faults }
  })
}
