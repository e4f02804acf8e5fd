/** Work that ends sooner is not reported. */
const progressIntervalMs = 10_000

/**
 * Reports the progress of long work at intervals, and its end.
 *
 * @param report receives the number done in all, and the number left
 * @returns takes the number done since the last call, and the number left; 0 left ends the work
 */
export function createProgressReporter(
  report: (total: number, left: number) => void,
): (added: number, left: number) => void {
  let total = 0
  let startedAt: number | undefined
  let reportedAt: number | undefined
  return (added, left) => {
    const now = performance.now()
    startedAt ??= now
    total += added
    const isDue = now - (reportedAt ?? startedAt) >= progressIntervalMs
    const isEnd = left === 0 && reportedAt !== undefined
    if (isDue || isEnd) {
      report(total, left)
      reportedAt = now
    }
    if (left > 0) return
    total = 0
    startedAt = undefined
    reportedAt = undefined
  }
}
