import { setTimeout } from 'node:timers/promises'
import { AppError } from '../domain/error.ts'

/** A task that runs repeatedly in the background until it is stopped. */
export type BackgroundTask = {
  /** Resolves after the current run, which is signalled to finish early. */
  stop(): Promise<void>
}

/**
 * Runs a task repeatedly.
 *
 * @param round one run; returns the milliseconds until the next one, 0 = immediately
 * @param failed receives what a run throws, except `store-busy`; repeated AppErrors with the same code only once, until a
 *   run succeeds
 * @param retry milliseconds until the next run after an error
 */
export function startTask(
  round: (stopping: AbortSignal) => Promise<number>,
  failed: (error: unknown) => void,
  retry: number,
): BackgroundTask {
  const stopping = new AbortController()
  const { signal } = stopping
  let reported: string | undefined
  const running = run()

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const pause = await attempt()
      if (pause > 0) await setTimeout(pause, undefined, { signal }).catch(() => undefined)
    }
  }

  async function attempt(): Promise<number> {
    try {
      const pause = await round(signal)
      reported = undefined
      return pause
    } catch (error) {
      const code = error instanceof AppError ? error.code : undefined
      if (!isBusy(error) && (code === undefined || code !== reported)) failed(error)
      reported = code
      return retry
    }
  }

  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** Whether another writer locked the store for too long. */
export function isBusy(error: unknown): boolean {
  return error instanceof AppError && error.code === 'store-busy'
}
