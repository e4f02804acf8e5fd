import { setTimeout } from 'node:timers/promises'
import { AppError } from '../domain/error.ts'

/** A task that runs repeatedly in the background until it is stopped. */
export type BackgroundTask = {
  /** Resolves after the current run, which is signalled to finish early. */
  stop(): Promise<void>
}

/**
 * Begins one round after the other.
 *
 * @param round does what waits; answers the milliseconds until the next round, 0 = at once
 * @param failed told of what a round threw, but for a busy store, which passes; of one error of the store once, until a
 *   round succeeds
 * @param retry milliseconds until the next round after one that threw
 */
export function startTask(
  round: (stopping: AbortSignal) => Promise<number>,
  failed: (error: unknown) => void,
  retry: number,
): BackgroundTask {
  const stopping = new AbortController()
  const { signal } = stopping
  let known: string | undefined
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
      known = undefined
      return pause
    } catch (error) {
      const code = error instanceof AppError ? error.code : undefined
      if (!isBusy(error) && (code === undefined || code !== known)) failed(error)
      known = code
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

/** Whether another writer held the store for too long. */
export function isBusy(error: unknown): boolean {
  return error instanceof AppError && error.code === 'store-busy'
}
