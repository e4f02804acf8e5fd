import cluster, { type Worker } from 'node:cluster'
import { setTimeout as passed } from 'node:timers/promises'
import { AppError } from '../domain/error.ts'
import type { Log } from '../http/server/log.ts'
import type { Order, Task, Told } from './server-process.ts'

/** Milliseconds: a worker that lived so long starts anew at once; the others after ever longer pauses. */
const steady = 10_000
const firstPause = 100
const longestPause = 30_000

export type Supervised = {
  log: Log
  /** Tells all workers to end, and ends when they have. @throws where one did not in time, or with an error */
  close(): Promise<void>
}

type Wish = {
  /** With the port that all share. */
  task: Task
  /** Milliseconds that a worker is given to end. */
  closeMs: number
  log: Log
}

/**
 * Starts processes that answer at one address, and another for each that ends. Ends when all answer.
 *
 * @throws AppError what the first worker that cannot start says
 */
export async function supervise({ task, closeMs, log }: Wish): Promise<Supervised> {
  // The same program: it knows from the channel that it is a worker.
  cluster.setupPrimary({ args: ['serve'] })
  const stopping = new AbortController()
  const living = new Map<Worker, Promise<void>>()
  const answering = new Set<Worker>()
  let isOrderly = true

  /** Starts one, and goes on to start another in its place. */
  function keep(failures: number): Promise<void> {
    const worker = cluster.fork()
    tell(worker, task)
    const since = performance.now()
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
    worker.on('message', (told: Told) => {
      if (told.is === 'failed') return reject(new AppError(told.code, told.detail, told.more))
      answering.add(worker)
      resolve()
    })
    const { promise: gone, resolve: end } = Promise.withResolvers<void>()
    living.set(worker, gone)
    // One that died while it was told something: its end is what counts.
    worker.on('error', error => log.warn(error))
    worker.once('exit', (code, signal) => {
      living.delete(worker)
      end()
      const isReady = answering.delete(worker)
      if (stopping.signal.aborted && isReady && code !== 0) isOrderly = false
      reject(new AppError('internal', `A worker ended before it answered (${signal ?? code}).`))
      if (!stopping.signal.aborted && (isReady || failures > 0)) {
        void replace({ pid: worker.process.pid, code, signal }, performance.now() - since < steady ? failures + 1 : 1)
      }
    })
    return ready
  }

  async function replace(ended: object, failures: number): Promise<void> {
    const pause = failures === 1 ? 0 : Math.min(firstPause * 2 ** (failures - 2), longestPause)
    log.error({ ...ended, pause }, 'a worker ended; another takes its place')
    await passed(pause, undefined, { signal: stopping.signal }).then(
      () => keep(failures).catch((error: unknown) => log.error(error)),
      () => undefined,
    )
  }

  async function close(): Promise<void> {
    stopping.abort()
    for (const worker of living.keys()) {
      // One that does not answer yet has nothing to end, and does not listen.
      if (!answering.has(worker)) worker.process.kill('SIGTERM')
      else tell(worker, { is: 'stop' })
    }
    const all = Promise.all(living.values())
    const late = passed(closeMs, 'late', { ref: false })
    if ((await Promise.race([all, late])) === 'late') {
      for (const worker of living.keys()) worker.process.kill('SIGKILL')
      await all
    }
    if (!isOrderly) throw new Error('not all workers ended in order')
  }

  try {
    await Promise.all(Array.from({ length: task.config.workers }, () => keep(0)))
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
  return { log, close }
}

function tell(worker: Worker, order: Order): void {
  if (worker.isConnected()) worker.send(order)
}
