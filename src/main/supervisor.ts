import cluster, { type Worker } from 'node:cluster'
import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '../domain/error.ts'
import type { Log } from '../http/server/log.ts'
import type { PrimaryMessage, ServeMessage, WorkerMessage } from './server-process.ts'

/** Milliseconds: a worker that lived so long starts anew at once; the others after ever longer pauses. */
const stableAfter = 10_000
const firstPause = 100
const longestPause = 30_000

export type Supervisor = {
  log: Log
  /** Tells all workers to end, and ends when they have. @throws where one did not in time, or with an error */
  close(): Promise<void>
}

type SupervisorOptions = {
  /** With the port that all share. */
  task: ServeMessage
  /** Milliseconds that a worker is given to end. */
  closeMs: number
  log: Log
}

/**
 * Starts processes that answer at one address, and another for each that ends. Ends when all answer.
 *
 * @throws AppError what the first worker that cannot start says
 */
export async function startSupervisor({ task, closeMs, log }: SupervisorOptions): Promise<Supervisor> {
  // The same program: it knows from the channel that it is a worker.
  cluster.setupPrimary({ args: ['serve'] })
  const stopping = new AbortController()
  const workers = new Map<Worker, Promise<void>>()
  const readyWorkers = new Set<Worker>()
  let isCleanExit = true

  /** Starts one, and goes on to start another in its place. */
  function startWorker(failures: number): Promise<void> {
    const worker = cluster.fork()
    send(worker, task)
    const since = performance.now()
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
    worker.on('message', (message: WorkerMessage) => {
      if (message.is === 'failed') return reject(new AppError(message.code, message.detail, message.more))
      readyWorkers.add(worker)
      resolve()
    })
    const { promise: gone, resolve: end } = Promise.withResolvers<void>()
    workers.set(worker, gone)
    // One that died while it was told something: its end is what counts.
    worker.on('error', error => log.warn(error))
    worker.once('exit', (code, signal) => {
      workers.delete(worker)
      end()
      const isReady = readyWorkers.delete(worker)
      if (stopping.signal.aborted && isReady && code !== 0) isCleanExit = false
      reject(new AppError('internal', `A worker ended before it answered (${signal ?? code}).`))
      if (!stopping.signal.aborted && (isReady || failures > 0)) {
        void replace(
          { pid: worker.process.pid, code, signal },
          performance.now() - since < stableAfter ? failures + 1 : 1,
        )
      }
    })
    return ready
  }

  async function replace(ended: object, failures: number): Promise<void> {
    const pause = failures === 1 ? 0 : Math.min(firstPause * 2 ** (failures - 2), longestPause)
    log.error({ ...ended, pause }, 'a worker ended; another takes its place')
    await delay(pause, undefined, { signal: stopping.signal }).then(
      () => startWorker(failures).catch((error: unknown) => log.error(error)),
      () => undefined,
    )
  }

  async function close(): Promise<void> {
    stopping.abort()
    for (const worker of workers.keys()) {
      // One that does not answer yet has nothing to end, and does not listen.
      if (!readyWorkers.has(worker)) worker.process.kill('SIGTERM')
      else send(worker, { is: 'stop' })
    }
    const all = Promise.all(workers.values())
    const late = delay(closeMs, 'late', { ref: false })
    if ((await Promise.race([all, late])) === 'late') {
      for (const worker of workers.keys()) worker.process.kill('SIGKILL')
      await all
    }
    if (!isCleanExit) throw new Error('not all workers ended in order')
  }

  try {
    await Promise.all(Array.from({ length: task.config.workers }, () => startWorker(0)))
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
  return { log, close }
}

function send(worker: Worker, order: PrimaryMessage): void {
  if (worker.isConnected()) worker.send(order)
}
