import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { PacedReads } from './paced-reader.ts'
import type { Plan } from './plan.ts'
import type { Take } from './row.ts'

/** Milliseconds of reads before the first request of the work. */
const warmUpMs = 500
/** Longest time that one figure is measured for, in milliseconds, however long the work takes. */
const longestMs = 15_000

/**
 * How long a reader waits at p99 while some work is done, again and again for at least `plan.workMs`. The reader is a process
 * of its own, because this one sends and reads bodies of many megabytes.
 *
 * @param work returns what went wrong
 */
export async function p99During(
  port: number,
  path: string,
  work: () => Promise<string[]>,
  { workMs }: Pick<Plan, 'workMs'>,
): Promise<Take> {
  const warm = startReader(port, path)
  await setTimeout(warmUpMs)
  const warmErrors = (await warm.stop()).errors
  const reader = startReader(port, path)
  const started = performance.now()
  const took = () => performance.now() - started
  const limit = setTimeout(longestMs, undefined, { ref: false }).then(() => reader.stop())
  const failures: string[] = []
  do failures.push(...(await work()))
  while (took() < workMs)
  const { waits, errors } = took() > longestMs ? await limit : await reader.stop()
  const value = waits[Math.floor(waits.length * 0.99)] ?? Number.NaN
  return { value, errors: [...warmErrors, ...errors, ...failures] }
}

function startReader(port: number, path: string): { stop(): Promise<PacedReads> } {
  const child = fork(join(import.meta.dirname, 'paced-reader.ts'), [String(port), path])
  const result = once(child, 'message').then(([reads]) => reads as PacedReads)
  return {
    stop() {
      if (child.connected) child.send('stop')
      return result
    },
  }
}
