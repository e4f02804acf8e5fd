import type { Clock } from '../../domain/instant.ts'

/** Calls the report, or counts it as skipped if there were too many recently. */
export type LogLimiter = (report: (skipped: number) => void) => void

const maxPerMinute = 10

/**
 * Limits how often something is reported, because an attack must not flood the log.
 *
 * @returns calls a report with the number of reports skipped since the last one
 */
export function createLogLimiter(clock: Clock, max = maxPerMinute): LogLimiter {
  let minute = 0
  let count = 0
  let skipped = 0
  return report => {
    const now = Math.floor(clock().getTime() / 60_000)
    if (now !== minute) count = 0
    minute = now
    count += 1
    if (count > max) {
      skipped += 1
      return
    }
    const before = skipped
    skipped = 0
    report(before)
  }
}
