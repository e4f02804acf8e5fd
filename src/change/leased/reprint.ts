import { type Clock, now } from '../../domain/instant.ts'
import type { RecordedEpoch } from '../../domain/store/epoch-store.ts'
import type { Store } from '../../domain/store/store.ts'
import { type BackgroundTask, startTask } from '../../editorial/background-task.ts'
import { createProgressReporter } from './progress.ts'

/** Milliseconds between two batches, so that other writers can run, and between two checks when there is no work. */
const batchPause = 5
const idlePause = 1000

/** Prints made since the work began, and prints still to make. */
export type ReprintProgress = { reprinted: number; left: number }

/** Events for the log. */
export type ReprintEvents = {
  /** Progress of long work. */
  progress(progress: ReprintProgress): void
  /** The store records another epoch than this process has. Called once for each such epoch. */
  other(recorded: RecordedEpoch): void
}

/**
 * Reprints articles in the background: prints of another epoch, and prints of reprint jobs. Several processes may run this
 * on one file: each batch takes work that is still open. A process whose epoch is not the recorded one does nothing.
 *
 * @param claim claims the epoch, before the first batch
 * @param failed receives errors; the next round retries
 */
export function startReprinting(
  { store, clock, claim }: { store: Pick<Store, 'reprint'>; clock: Clock; claim: () => Promise<void> },
  failed: (error: unknown) => void,
  { progress = () => undefined, other = () => undefined }: Partial<ReprintEvents> = {},
): BackgroundTask {
  const reportProgress = createProgressReporter((reprinted, left) => progress({ reprinted, left }))
  let isClaimed = false
  let warned: string | undefined
  const round = async () => {
    if (!isClaimed) await claim()
    isClaimed = true
    const { reprinted, left, other: recorded } = await store.reprint(now(clock))
    const seen = recorded && `${recorded.publicUrl} ${recorded.recordedAt}`
    if (recorded && seen !== warned) other(recorded)
    warned = seen
    reportProgress(reprinted, left)
    return left > 0 ? batchPause : idlePause
  }
  return startTask(round, failed, idlePause)
}
