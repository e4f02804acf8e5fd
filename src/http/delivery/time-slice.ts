/** Lets other work run when the time slice is over: `await` it between two steps of a long task. */
export type Pause = () => Promise<void> | undefined

/** Length of a time slice in milliseconds. */
const sliceMs = 5

/**
 * Runs long tasks in time slices. Each turn of the event loop runs one slice of one task, so that a short request waits
 * for one slice at most, however many long tasks run.
 *
 * @returns starts a task; its first pause waits for a slice
 */
export function createTimeSlices(): () => Pause {
  const waiting: (() => void)[] = []

  function next(): void {
    waiting.shift()?.()
    if (waiting.length > 0) setImmediate(next)
  }

  return () => {
    let sliceEnd = Number.NEGATIVE_INFINITY
    return () => {
      if (performance.now() < sliceEnd) return undefined
      return new Promise<void>(resolve => {
        waiting.push(() => {
          sliceEnd = performance.now() + sliceMs
          resolve()
        })
        if (waiting.length === 1) setImmediate(next)
      })
    }
  }
}
