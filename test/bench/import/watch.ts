/** Duration of a piece of work in milliseconds: elapsed time, and processor time. */
export type Took = { ms: number; workMs: number }

/** Starts to measure; the returned function stops. */
export function startWatch(): () => Took {
  const started = performance.now()
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return { ms: performance.now() - started, workMs: (user + system) / 1000 }
  }
}
