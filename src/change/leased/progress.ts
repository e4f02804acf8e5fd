/** Milliseconds between two progress reports. Shorter work reports nothing. */
const progressInterval = 10_000

/** Reports the progress of long work at intervals, and its end. */
export function createProgressReporter(
  report: (done: number, left: number) => void,
): (done: number, left: number) => void {
  let total = 0
  let startedAt: number | undefined
  let reportedAt: number | undefined
  return (done, left) => {
    const now = performance.now()
    startedAt ??= now
    total += done
    const isDue = now - (reportedAt ?? startedAt) >= progressInterval
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
