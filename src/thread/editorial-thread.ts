import { MessageChannel } from 'node:worker_threads'
import { AppError } from '../domain/error.ts'
import type { LargeAnswer, LargeRequest, LargeRequests } from '../http/editorial/large-request.ts'
import type { answerRequest, EditorialOptions, EditorialTask } from './editorial.ts'
import { createThread, type Thread } from './pool.ts'
import { slot } from './progress.ts'

/** Threads, and requests that may be running or waiting. */
const threads = 2
const maxRequests = 16
/** Items of one batch that may time out; after that the remaining items are refused. */
const maxTimedOutItems = 3

type EditorialResult = Extract<Awaited<ReturnType<typeof answerRequest>>, { result: unknown }>['result']
type EarlierAttempts = EditorialTask['before']

/** An attempt that timed out: the item of the batch, if any, and the results until then. */
type TimedOut = { item: number | undefined; results: Uint8Array | undefined }

/**
 * A thread pool for requests with large bodies. Imports have another pool.
 *
 * @param max milliseconds in which one body must be read
 * @param failed receives unexpected errors
 * @param atOnce running and waiting requests; one more is refused
 */
export function createEditorialThreads(
  options: EditorialOptions,
  { max, failed, atOnce = maxRequests }: { max: () => number; failed: (error: unknown) => void; atOnce?: number },
): LargeRequests {
  const thread = createThread('editorial', { keep: false, failed, max: threads })
  let running = 0

  async function answer(request: LargeRequest): Promise<LargeAnswer> {
    const isBatch = /:batch(?:\?|$)/.test(request.url)
    const isAtomic = /[?&]atomic=true(?:&|$)/.test(request.url)
    const limit = max()
    const detail = `Reading the body took more than ${Math.ceil(limit / 1000)} s or too much memory. Nothing was written.`
    const before: EarlierAttempts = { slow: [], until: Number.POSITIVE_INFINITY, detail }
    for (;;) {
      const outcome = await attempt(thread, { ...options, request, before }, limit)
      if ('answer' in outcome) {
        for (const fault of outcome.faults) failed(Error(fault))
        return outcome.answer
      }
      if (!isBatch || isAtomic || outcome.item === undefined) {
        const pointer = isBatch && outcome.item !== undefined ? `/${outcome.item}` : ''
        throw new AppError('body-too-complex', detail, {
          faults: [{ location: 'body', pointer, code: 'invalid', detail }],
        })
      }
      before.slow = [...before.slow, outcome.item]
      if (before.slow.length >= maxTimedOutItems) before.until = outcome.item
      before.results = outcome.results ?? before.results
    }
  }

  return {
    async answer(request) {
      if (running >= atOnce) {
        const detail = `${atOnce} requests with large bodies are being processed already.`
        throw new AppError('too-many-large-requests', detail, { retryAfter: 5 })
      }
      running += 1
      try {
        return await answer(request)
      } finally {
        running -= 1
      }
    },
    close: thread.close,
  }
}

/** Runs a request once. Terminates a thread that makes no progress for too long, except while it writes. */
async function attempt(
  thread: Thread,
  task: Omit<EditorialTask, 'progress' | 'port'>,
  limit: number,
): Promise<EditorialResult | TimedOut> {
  const progress = new Int32Array(new SharedArrayBuffer(12))
  Atomics.store(progress, slot.item, -1)
  const { port1, port2 } = new MessageChannel()
  let results: Uint8Array | undefined
  port1.on('message', (sent: Uint8Array) => {
    results = sent
  })
  const ending = new AbortController()
  let seen = 0
  let since = performance.now()
  const timer = setInterval(
    () => {
      const now = Atomics.load(progress, slot.steps)
      if (now !== seen || now === 0 || Atomics.load(progress, slot.isWriting) === 1) {
        seen = now
        since = performance.now()
      } else if (performance.now() - since > limit) ending.abort()
    },
    Math.min(100, limit),
  )
  try {
    return await thread.run<EditorialResult>('answerRequest', { ...task, progress, port: port2 }, ending.signal, [
      port2,
    ])
  } catch (error) {
    if (!ending.signal.aborted && !isOutOfMemory(error)) throw error
    const at = Atomics.load(progress, slot.item)
    return { item: at < 0 ? undefined : at, results }
  } finally {
    clearInterval(timer)
    port1.close()
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
