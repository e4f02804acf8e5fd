/** Splits one long piece of work: `await` it between two parts. */
export type Pause = () => Promise<void> | undefined

/** Milliseconds of work after which other requests come first. */
const sliceMs = 5

/**
 * Lets long work take timeSlices with everything else that the event loop does. Of all work that waits, one slice runs in each
 * turn of the loop, so that a short request waits for one slice however many long ones run.
 *
 * @returns begins a piece of work; its first pause waits for a turn
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
