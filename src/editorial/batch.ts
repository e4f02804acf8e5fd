import { setImmediate } from 'node:timers/promises'
import { AppError } from '../domain/error.ts'
import type { Answered, Repeatable, Unfinished } from '../domain/store/idempotency-store.ts'
import { type Asked, type PlannedWrite, type Result, resultsOf, writeTogether } from './article-write.ts'
import { type BatchDeps, type BatchItem, isOfStore, namesOf, planned, targetOf } from './batch-item.ts'
import { createYield } from './event-loop.ts'

/** Most items of one transaction, and the milliseconds that one may hold the lock and the event loop. */
const mostTogether = 20
const writeBudget = 15

/** Follows a batch from outside, which may be ended at an item that takes too long, and goes on in another attempt. */
export type BatchWatch = {
  began(item: number): void
  /** @param results of the items so far, for `before` of the next attempt */
  wrote(results: Uint8Array): void
  before: Uint8Array | undefined
  /** Why an item is not tried again. */
  refused(item: number): AppError | undefined
}

/** Reports results, and stores them under an idempotency key. */
export type BatchReporter<Shown> = {
  began?: ((place: number) => void) | undefined
  wrote?: ((shown: readonly Shown[]) => void) | undefined
  /** @param place of the item, counted from 0 */
  show(result: Result, place: number): Shown
  /** What an earlier attempt of the same request was done with. */
  done: readonly Shown[]
  idempotency?:
    | (Repeatable & {
        after?: Uint8Array | undefined
        answer(shown: readonly Shown[]): Answered
        unfinished(shown: readonly Shown[]): Unfinished
      })
    | undefined
}

/**
 * Does items in their order, each as its own route would. An item that fails leaves the others alone; with `atomic` all
 * are done in one transaction, or none. Other requests are answered between two transactions.
 *
 * With an idempotency key every transaction keeps how far the request came, so that the same request goes on there after
 * a crash, and does nothing twice.
 *
 * @param items those that cannot be read as the error that says why
 * @returns one result for each item
 * @throws AppError `store-busy`, `store-full` where nothing was done, or the same request goes on from what was;
 *   `idempotency-running`
 */
export async function runBatch<Shown>(
  items: readonly (BatchItem | AppError)[],
  { atomic }: { atomic: boolean },
  asked: Omit<Asked, 'idempotency'>,
  telling: BatchReporter<Shown>,
  deps: BatchDeps,
): Promise<Shown[]> {
  const run = createRun(asked, telling, atomic, deps)
  const turn = createYield()
  try {
    for (const item of items.slice(telling.done.length)) {
      await turn()
      telling.began?.(run.shown.length)
      // Several writes of one item are done together or not at all.
      if (!atomic && !(item instanceof AppError) && item.kind === 'link') {
        await run.flush(false)
        run.add(await planned(item, deps), item)
        await run.flush(false)
      } else if (await run.dependsOnWaiting(item)) {
        if (!atomic) await run.flush(false)
        run.add(atomic ? tooLate() : await planned(item, deps), item)
      } else run.add(await planned(item, deps), item)
      if (!atomic && run.isFull()) await run.flush(false)
    }
    await run.flush(true)
  } catch (error) {
    const isReported = isOfStore(error) && !telling.idempotency && run.hasWritten()
    if (!isReported) throw error
    run.stop(error, items.length)
  }
  return run.shown
}

/** The progress of a batch. */
function createRun<Shown>(
  asked: Omit<Asked, 'idempotency'>,
  { show, done, wrote, idempotency }: BatchReporter<Shown>,
  atomic: boolean,
  deps: BatchDeps,
) {
  const shown: Shown[] = [...done]
  let waiting: { place: number; writes: PlannedWrite[] }[] = []
  let failed = false
  let written = false
  let after = idempotency?.after
  let together = 4
  /** Names by which waiting items mean their articles: what these say is not known before they are done. */
  const touched = new Set<string>()

  function withResults(results: readonly Result[]): Shown[] {
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

  function write(isLast: boolean): Promise<Result[]> {
    const keep = idempotency && {
      ...idempotency,
      after,
      answer(results: readonly Result[]) {
        const all = withResults(results)
        if (isLast) return idempotency.answer(all)
        const kept = idempotency.unfinished(all)
        after = kept.unfinished
        return kept
      },
    }
    const writes = waiting.flatMap(one => one.writes)
    const allOrNothing = atomic || waiting.some(one => one.writes.length > 1)
    return writeTogether(writes, { ...asked, allOrNothing, idempotency: keep }, deps)
  }

  return {
    shown,
    isFull: () => waiting.length >= together,
    hasWritten: () => written,
    async flush(isLast: boolean): Promise<void> {
      if (waiting.length === 0 && !(isLast && idempotency)) return
      const began = performance.now()
      // Of an atomic batch that cannot be done whole, nothing is even tried.
      if (!(atomic && failed)) shown.splice(0, shown.length, ...withResults(await write(isLast)))
      const share = writeBudget / Math.max(performance.now() - began, 1)
      together = Math.max(1, Math.min(mostTogether, waiting.length * 2, Math.floor(waiting.length * share)))
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
      const names = [...namesOf(item), ...(article ? [`id:${article.id}`, `external:${article.externalId}`] : [])]
      return names.some(name => touched.has(name))
    },
    add(planned: PlannedWrite[] | AppError, item: BatchItem | AppError): void {
      const isDone = planned instanceof AppError || item instanceof AppError
      if (!isDone) waiting.push({ place: shown.length, writes: planned })
      if (!isDone) for (const name of namesOf(item)) touched.add(name)
      failed ||= isDone
      shown.push(show({ ok: false, error: planned instanceof AppError ? planned : undone() }, shown.length))
    },
    /** Gives the error to all items that were not written. */
    stop(error: AppError, length: number): void {
      for (const { place } of waiting) shown[place] = show({ ok: false, error }, place)
      while (shown.length < length) shown.push(show({ ok: false, error }, shown.length))
    },
  }
}

function undone(): AppError {
  return new AppError('batch-undone', 'Another item of the batch failed, so this one was not done either.')
}

function tooLate(): AppError {
  const detail = 'In an atomic batch an article is edited before anything else is done to it, and once.'
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '', code: 'invalid', detail }],
  })
}
