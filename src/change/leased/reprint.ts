import { setTimeout } from 'node:timers/promises'
import { AppError } from '../../domain/error.ts'
import { type Clock, instantOf } from '../../domain/instant.ts'
import type { Store } from '../../domain/store/store.ts'

/** Milliseconds between two batches, so that other writers get their turn, and between two looks when nothing waits. */
const breath = 5
const rest = 1000

export type Reprinting = {
  /** Ends after the batch under way. */
  stop(): Promise<void>
}

/**
 * Makes prints again, in the background, that are of another epoch or wait for a reprint job. Any number of processes
 * may do so on one file: each batch takes what still waits.
 *
 * @param failed told of what went wrong; the next look tries again
 */
export function startReprinting(
  { store, clock }: { store: Pick<Store, 'reprint'>; clock: Clock },
  failed: (error: unknown) => void,
): Reprinting {
  const stopping = new AbortController()
  const { signal } = stopping
  const running = work()

  async function work(): Promise<void> {
    while (!signal.aborted) {
      const pause = (await batch()) > 0 ? breath : rest
      await setTimeout(pause, undefined, { signal }).catch(() => undefined)
    }
  }

  async function batch(): Promise<number> {
    try {
      const { left } = await store.reprint(instantOf(clock()) ?? '')
      return left
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'store-busy')) failed(error)
      return 0
    }
  }

  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
