import type { Clock } from '../../domain/instant.ts'

/** Calls what it is given, or counts it as skipped where that was called often enough of late. */
export type Sample = (report: (skipped: number) => void) => void

/** Most reports of a minute: a flood of them is a load of its own, and says no more than the first ones. */
const mostPerMinute = 10

/**
 * Bounds how often something is reported.
 *
 * @returns calls a report with the number of those that were skipped since the last one
 */
export function createSample(clock: Clock, most = mostPerMinute): Sample {
  let minute = 0
  let count = 0
  let skipped = 0
  return report => {
    const now = Math.floor(clock().getTime() / 60_000)
    if (now !== minute) count = 0
    minute = now
    count += 1
    if (count > most) {
      skipped += 1
      return
    }
    const before = skipped
    skipped = 0
    report(before)
  }
}
