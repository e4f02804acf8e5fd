import type { MessagePort } from 'node:worker_threads'
import { AppError } from '../domain/error.ts'
import type { Store } from '../domain/store/store.ts'
import type { BatchWatch } from '../editorial/batch/run.ts'
import type { LargeAnswer, LargeRequest } from '../http/editorial/large-request.ts'
import type { UploadLimits } from '../http/editorial/upload.ts'
import { answerEditorial } from '../http/server/editorial-app.ts'
import { slot } from './progress.ts'
import { type StoreAccess, type TaskResult, withStore } from './task.ts'

export type EditorialOptions = StoreAccess & {
  uploads: UploadLimits
  viewRetention: number
  limits: { bodyBytes: number; urlLength: number; jsonDepth: number }
}

export type EditorialTask = EditorialOptions & {
  request: LargeRequest
  progress: Int32Array
  /** Receives the results of the items of a batch so far. */
  port: MessagePort
  /** Results of items in earlier attempts, and the items that timed out. */
  before: {
    results?: Uint8Array | undefined
    slow: readonly number[]
    /** Items from this one on are refused. */
    until: number
    detail: string
  }
}

/** Handles a request of the editorial API in a thread. */
export async function answerRequest(
  task: EditorialTask,
): Promise<TaskResult<{ answer: LargeAnswer; faults: string[] }>> {
  const { request, site, uploads, viewRetention, limits, progress, port, before } = task
  const faults: string[] = []
  const watch: BatchWatch = {
    began(item) {
      Atomics.store(progress, slot.item, item)
      Atomics.add(progress, slot.steps, 1)
    },
    wrote: results => port.postMessage(results),
    before: before.results,
    refused(item) {
      const isRefused = item >= before.until || before.slow.includes(item)
      return isRefused ? new AppError('body-too-complex', before.detail) : undefined
    },
  }
  return withStore(task, async ({ store, clock, newId }) => {
    Atomics.add(progress, slot.steps, 1)
    const answer = await answerEditorial(request, {
      store: withWriteFlag(store, progress),
      site,
      clock,
      newId,
      uploads,
      viewRetention,
      jsonDepth: limits.jsonDepth,
      watch,
      limits,
      onError: line => void faults.push(line),
    })
    return { answer, faults }
  })
}

/** A store that sets a flag while it writes, so that the thread is not terminated during a write. */
function withWriteFlag(store: Store, progress: Int32Array): Store {
  return {
    ...store,
    async writeArticles(items, write) {
      Atomics.store(progress, slot.isWriting, 1)
      try {
        return await store.writeArticles(items, write)
      } finally {
        Atomics.store(progress, slot.isWriting, 0)
        Atomics.add(progress, slot.steps, 1)
      }
    },
  }
}
