import cluster, { type Worker } from 'node:cluster'
import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '../domain/error.ts'
import { formatMetrics } from '../http/metrics/metric.ts'
import { createProcessMetrics } from '../http/metrics/process-metrics.ts'
import type { Log } from '../http/server/log.ts'
import { createMetricsCollector } from './metrics-channel.ts'
import type { PrimaryMessage, ServeMessage, WorkerMessage } from './server-process.ts'

/** Milliseconds: a worker that ran for so long is restarted immediately, others with exponential backoff. */
const stableAfter = 10_000
const firstPause = 100
const longestPause = 30_000

export type Supervisor = {
  log: Log
  /** The metrics of all processes as text. */
  metricsText(): Promise<string>
  /**
   * Replaces the workers by new ones, which run the program that is on the disk now. One that cannot start is logged, and the
   * remaining workers stay. Absent: there are no workers.
   */
  upgrade?(): Promise<void>
  /** Stops all workers. @throws Error if a worker did not stop in time, or with an error */
  close(): Promise<void>
}

type SupervisorOptions = {
  /** With the port that all workers share. */
  task: ServeMessage
  /** Milliseconds in which a worker must stop. */
  closeMs: number
  log: Log
}

/**
 * Starts the worker processes, and replaces each one that ends. Resolves when all are ready.
 *
 * @throws AppError of the first worker that cannot start
 */
export async function startSupervisor({ task, closeMs, log }: SupervisorOptions): Promise<Supervisor> {
  // A worker is the same program with a channel to the primary.
  cluster.setupPrimary({ args: ['serve'] })
  const stopping = new AbortController()
  const workers = new Map<Worker, Promise<void>>()
  const readyWorkers = new Set<Worker>()
  /** Workers that were replaced, and drain. */
  const retired = new Set<Worker>()
  let isUpgrading = false
  let isCleanExit = true
  const processMetrics = createProcessMetrics()
  const collector = createMetricsCollector(send)
  const metricsText = async () => formatMetrics([processMetrics(), ...(await collector.collect(readyWorkers))])

  /** Starts a worker, and replaces it when it ends. */
  function startWorker(failures: number): Promise<void> {
    const worker = cluster.fork()
    send(worker, task)
    const since = performance.now()
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
    worker.on('message', (message: WorkerMessage) => {
      if (message.is === 'failed') return reject(new AppError(message.code, message.detail, message.more))
      if (message.is === 'metrics') return collector.received(message)
      if (message.is === 'read-metrics') return void answerMetrics(worker, message.id)
      if (message.is !== 'ready') return undefined
      readyWorkers.add(worker)
      return resolve()
    })
    const { promise: gone, resolve: end } = Promise.withResolvers<void>()
    workers.set(worker, gone)
    // A worker that died during a send: its exit is handled below.
    worker.on('error', error => log.warn(error))
    worker.once('exit', (code, signal) => {
      workers.delete(worker)
      end()
      const isReady = readyWorkers.delete(worker)
      if (stopping.signal.aborted && isReady && code !== 0) isCleanExit = false
      reject(new AppError('internal', `A worker ended before it was ready (${signal ?? code}).`))
      if (retired.delete(worker)) return
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
    log.error({ ...ended, pause }, 'a worker ended; starting a replacement')
    await delay(pause, undefined, { signal: stopping.signal }).then(
      () => startWorker(failures).catch((error: unknown) => log.error(error)),
      () => undefined,
    )
  }

  /** Lets a worker finish its requests, and ends it. */
  async function retire(worker: Worker): Promise<void> {
    const gone = workers.get(worker)
    retired.add(worker)
    send(worker, { is: 'drain' })
    const late = delay(closeMs * 2, 'late', { ref: false })
    if ((await Promise.race([gone, late])) !== 'late') return
    log.warn({ pid: worker.process.pid }, 'a replaced worker did not end in time')
    worker.process.kill('SIGKILL')
    await gone
  }

  async function upgrade(): Promise<void> {
    if (isUpgrading) return
    isUpgrading = true
    log.info('replacing the workers')
    try {
      for (const worker of [...readyWorkers]) {
        if (stopping.signal.aborted) return
        // One that has ended meanwhile was replaced already.
        if (!readyWorkers.has(worker)) continue
        await startWorker(0)
        await retire(worker)
      }
      log.info('all workers were replaced')
    } catch (error) {
      log.error(error, 'the workers were not replaced')
    } finally {
      isUpgrading = false
    }
  }

  async function answerMetrics(worker: Worker, id: number): Promise<void> {
    await metricsText().then(
      text => send(worker, { is: 'metrics-text', id, text }),
      (error: unknown) => log.error(error),
    )
  }

  async function close(): Promise<void> {
    stopping.abort()
    for (const worker of workers.keys()) {
      // A worker that is not ready has no open requests, and does not handle messages.
      if (!readyWorkers.has(worker)) worker.process.kill('SIGTERM')
      else send(worker, { is: 'stop' })
    }
    const all = Promise.all(workers.values())
    const late = delay(closeMs, 'late', { ref: false })
    if ((await Promise.race([all, late])) === 'late') {
      for (const worker of workers.keys()) worker.process.kill('SIGKILL')
      await all
    }
    if (!isCleanExit) throw new Error('not all workers stopped cleanly')
  }

  try {
    await Promise.all(Array.from({ length: task.config.workers }, () => startWorker(0)))
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
  return { log, close, metricsText, upgrade }
}

function send(worker: Worker, message: PrimaryMessage): void {
  if (worker.isConnected()) worker.send(message)
}
