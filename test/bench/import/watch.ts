/** What a piece of work took, in milliseconds: by the clock, and of the processor. */
export type Took = { ms: number; workMs: number }

/** Starts to count; what it answers stops. */
export function startWatch(): () => Took {
  const started = performance.now()
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return { ms: performance.now() - started, workMs: (user + system) / 1000 }
  }
}
