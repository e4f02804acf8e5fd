import { setImmediate } from 'node:timers/promises'
import { AppError } from '../../domain/error.ts'
import type { IdempotentRequest, RequestProgress, StoredResponse } from '../../domain/store/access/idempotency-store.ts'
import { type PlannedWrite, type RequestContext, resultsOf, type WriteResult, writeTogether } from '../article/write.ts'
import { createYield } from '../event-loop.ts'
import { type BatchDeps, type BatchItem, isStoreError, keysOf, planItem, targetOf } from './item.ts'

/** Maximum number of items in one transaction. */
const maxItems = 20
/** Milliseconds that a transaction may hold the lock and the event loop. */
const writeBudget = 15

/** Observes a batch. The observer may stop it at an item that takes too long, and continue it in another attempt. */
export type BatchWatch = {
  began(item: number): void
  /** @param results of the items so far, for `before` of the next attempt */
  wrote(results: Uint8Array): void
  before: Uint8Array | undefined
  /** The error of an item that is not tried again. */
  refused(item: number): AppError | undefined
}

/** Formats and reports results, and stores them under an idempotency key. */
export type BatchReporter<Shown> = {
  began?: ((place: number) => void) | undefined
  wrote?: ((shown: readonly Shown[]) => void) | undefined
  /** @param place of the item, counted from 0 */
  show(result: WriteResult, place: number): Shown
  /** Results of an earlier attempt of the same request. */
  done: readonly Shown[]
  idempotency?:
    | (IdempotentRequest & {
        after?: Uint8Array | undefined
        answer(shown: readonly Shown[]): StoredResponse
        unfinished(shown: readonly Shown[]): RequestProgress
      })
    | undefined
}

/**
 * Executes items in order. A failed item does not affect the others; with `atomic` all are written in one transaction, or
 * none. Other requests are served between transactions.
 *
 * With an idempotency key every transaction also stores the progress. After a crash the same request continues there and
 * repeats nothing.
 *
 * @param items an invalid item is given as its error
 * @returns one result for each item
 * @throws AppError `store-busy` or `store-full` if nothing was written, or if the same request continues from there;
 *   `idempotency-running`
 */
export async function runBatch<Shown>(
  items: readonly (BatchItem | AppError)[],
  { atomic }: { atomic: boolean },
  context: Omit<RequestContext, 'idempotency'>,
  reporter: BatchReporter<Shown>,
  deps: BatchDeps,
): Promise<Shown[]> {
  const run = createRun(context, reporter, atomic, deps)
  const turn = createYield()
  try {
    for (const item of items.slice(reporter.done.length)) {
      await turn()
      reporter.began?.(run.shown.length)
      // The writes of one item share a transaction of their own.
      if (!atomic && !(item instanceof AppError) && item.kind === 'link') {
        await run.flush(false)
        run.add(await planItem(item, deps), item)
        await run.flush(false)
      } else if (await run.dependsOnWaiting(item)) {
        if (!atomic) await run.flush(false)
        run.add(atomic ? alreadyChanged() : await planItem(item, deps), item)
      } else run.add(await planItem(item, deps), item)
      if (!atomic && run.isFull()) await run.flush(false)
    }
    await run.flush(true)
  } catch (error) {
    const isReported = isStoreError(error) && !reporter.idempotency && run.hasWritten()
    if (!isReported) throw error
    run.stop(error, items.length)
  }
  return run.shown
}

/** The progress of a batch. */
function createRun<Shown>(
  context: Omit<RequestContext, 'idempotency'>,
  { show, done, wrote, idempotency }: BatchReporter<Shown>,
  atomic: boolean,
  deps: BatchDeps,
) {
  const shown: Shown[] = [...done]
  let waiting: { place: number; writes: PlannedWrite[] }[] = []
  let failed = false
  let written = false
  let after = idempotency?.after
  let itemsPerWrite = 4
  /** Keys of the articles that waiting items address. Their content is unknown until these items are written. */
  const touched = new Set<string>()

  function withResults(results: readonly WriteResult[]): Shown[] {
    const all = [...shown]
    const own = resultsOf(
      results,
      waiting.map(({ writes }) => writes.length),
    )
    for (const [index, { place }] of waiting.entries()) {
      const result = own[index]
      if (result) all[place] = show(result, place)
    }
    return all
  }

  function write(isLast: boolean): Promise<WriteResult[]> {
    const keep = idempotency && {
      ...idempotency,
      after,
      answer(results: readonly WriteResult[]) {
        const all = withResults(results)
        if (isLast) return idempotency.answer(all)
        const kept = idempotency.unfinished(all)
        after = kept.unfinished
        return kept
      },
    }
    const writes = waiting.flatMap(one => one.writes)
    const allOrNothing = atomic || waiting.some(one => one.writes.length > 1)
    return writeTogether(writes, { ...context, allOrNothing, idempotency: keep }, deps)
  }

  return {
    shown,
    isFull: () => waiting.length >= itemsPerWrite,
    hasWritten: () => written,
    async flush(isLast: boolean): Promise<void> {
      if (waiting.length === 0 && !(isLast && idempotency)) return
      const began = performance.now()
      // An atomic batch with a failed item writes nothing.
      if (!(atomic && failed)) shown.splice(0, shown.length, ...withResults(await write(isLast)))
      const share = writeBudget / Math.max(performance.now() - began, 1)
      itemsPerWrite = Math.max(1, Math.min(maxItems, waiting.length * 2, Math.floor(waiting.length * share)))
      written = true
      waiting = []
      touched.clear()
      wrote?.(shown)
      await setImmediate()
    },
    /** Whether an item depends on the result of a pending one. */
    async dependsOnWaiting(item: BatchItem | AppError): Promise<boolean> {
      if (item instanceof AppError || item.kind !== 'edit' || touched.size === 0) return false
      const article = await targetOf(item.target, deps)
      const keys = [...keysOf(item), ...(article ? [`id:${article.id}`, `external:${article.externalId}`] : [])]
      return keys.some(key => touched.has(key))
    },
    add(planned: PlannedWrite[] | AppError, item: BatchItem | AppError): void {
      const isDone = planned instanceof AppError || item instanceof AppError
      if (!isDone) waiting.push({ place: shown.length, writes: planned })
      if (!isDone) for (const key of keysOf(item)) touched.add(key)
      failed ||= isDone
      shown.push(show({ ok: false, error: planned instanceof AppError ? planned : undone() }, shown.length))
    },
    /** Sets the error as the result of all items that were not written. */
    stop(error: AppError, length: number): void {
      for (const { place } of waiting) shown[place] = show({ ok: false, error }, place)
      while (shown.length < length) shown.push(show({ ok: false, error }, shown.length))
    },
  }
}

function undone(): AppError {
  return new AppError('batch-undone', 'Another item of the batch failed, so this one was not done either.')
}

function alreadyChanged(): AppError {
  const detail = 'In an atomic batch an article is edited before anything else is done to it, and once.'
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '', code: 'invalid', detail }],
  })
}
