import { type Clock, now } from '../../domain/instant.ts'
import type { RecordedEpoch } from '../../domain/store/epoch-store.ts'
import type { Store } from '../../domain/store/store.ts'
import { type Rounds, startRounds } from '../../editorial/rounds.ts'

/** Milliseconds between two batches, so that other writers get their turn, and between two looks when nothing waits. */
const batchPause = 5
const idlePause = 1000
/** Milliseconds between two words on how far it is; what is done sooner is not worth one. */
const progressInterval = 10_000

/** Prints made since work was found, and still to be made. */
export type ReprintProgress = { reprinted: number; left: number }

/** What an operator may want to know of it. */
export type ReprintEvents = {
  /** How far work is that takes long. */
  progress(progress: ReprintProgress): void
  /** The store records another epoch than this process's; called once for each that is met. */
  other(recorded: RecordedEpoch): void
}

/**
 * Makes prints again, in the background, that are of another epoch or wait for a reprint job. Any number of processes
 * may do so on one file: each batch takes what still waits. A process whose epoch is not the recorded one does nothing.
 *
 * @param failed told of what went wrong; the next look tries again
 */
export function startReprinting(
  { store, clock }: { store: Pick<Store, 'reprint'>; clock: Clock },
  failed: (error: unknown) => void,
  { progress = () => undefined, other = () => undefined }: Partial<ReprintEvents> = {},
): Rounds {
  const reportProgress = createProgressReporter(progress)
  let warned: string | undefined
  const round = async () => {
    const { reprinted, left, other: recorded } = await store.reprint(now(clock))
    const met = recorded && `${recorded.publicUrl} ${recorded.recordedAt}`
    if (recorded && met !== warned) other(recorded)
    warned = met
    reportProgress(reprinted, left)
    return left > 0 ? batchPause : idlePause
  }
  return startRounds(round, failed, idlePause)
}

/** Speaks of long work now and then, and of its end. */
function createProgressReporter(report: (progress: ReprintProgress) => void): (made: number, left: number) => void {
  let reprinted = 0
  let startedAt: number | undefined
  let reportedAt: number | undefined
  return (made, left) => {
    const now = performance.now()
    startedAt ??= now
    reprinted += made
    const isDue = now - (reportedAt ?? startedAt) >= progressInterval
    const isEnd = left === 0 && reportedAt !== undefined
    if (isDue || isEnd) {
      report({ reprinted, left })
      reportedAt = now
    }
    if (left > 0) return
    reprinted = 0
    startedAt = undefined
    reportedAt = undefined
  }
}
