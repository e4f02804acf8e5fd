import { getCompileCacheDir } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MessagePort } from 'node:worker_threads'
import type { Piscina } from 'piscina'
import { AppError } from '../domain/error.ts'
import type { ClaimedImport } from '../domain/store/import/import-job-store.ts'
import type { Ran } from '../editorial/import/run.ts'
import type { importJob } from './import.ts'
import type { StoreAccess, TaskResult } from './task.ts'

/**
 * Megabytes. A small young generation makes the collection of short-lived objects frequent and cheap. The old generation is
 * limited for uploads; the files of a watched folder are the operator's own.
 */
export const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 }
const limitsOf = {
  import: resourceLimits,
  folder: { maxYoungGenerationSizeMb: 8 },
  editorial: { maxOldGenerationSizeMb: 1024 },
  search: { maxOldGenerationSizeMb: 512 },
}
/** Modules of this folder that run in threads: the package contains a file for each. */
export const threadModules = Object.keys(limitsOf)
/** Milliseconds that an idle thread is kept, and in which a thread must stop. */
const idleTimeout = 10_000
/** The same for searches: opening the store and loading the analyser takes longer than a search. */
const idleSearchTimeout = 600_000
const stopTimeout = 5000

/** A thread pool for work that would block the event loop. */
export type Thread = {
  /**
   * Runs an exported function of the thread's module.
   *
   * @throws AppError of the function
   */
  run<Result>(name: string, task: object, ending?: AbortSignal, handed?: readonly MessagePort[]): Promise<Result>
  close(): Promise<void>
}

/**
 * @param module name of a module of this folder
 * @param keep whether one thread starts before the first task and is kept
 * @param max maximum number of threads
 */
export function createThread(
  module: keyof typeof limitsOf,
  { keep, failed, max = 1 }: { keep: boolean; failed: (error: unknown) => void; max?: number },
): Thread {
  let opening: Promise<Piscina> | undefined

  async function open(): Promise<Piscina> {
    // Loaded on demand: few servers run imports.
    const { Piscina } = await import('piscina')
    const threads = {
      minThreads: keep ? 1 : 0,
      maxThreads: max,
      idleTimeout: module === 'search' ? idleSearchTimeout : idleTimeout,
    }
    const resources = { resourceLimits: limitsOf[module], env: environment() }
    const pool = new Piscina({ filename: moduleFile(module), ...threads, ...resources })
    pool.on('error', error => {
      failed(error)
      if (pool.threads.length > 0) return
      // A thread that cannot start is not replaced: its tasks would wait for ever. The next task tries a new pool.
      opening = undefined
      void pool.destroy()
    })
    return pool
  }

  if (keep) opening = open()
  return {
    async run<Result>(
      name: string,
      task: object,
      ending?: AbortSignal,
      handed: readonly MessagePort[] = [],
    ): Promise<Result> {
      opening ??= open()
      const pool = await opening
      const outcome: TaskResult<Result> = await pool.run(task, {
        name,
        transferList: [...handed],
        ...(ending && { signal: ending }),
      })
      if ('result' in outcome) return outcome.result
      const { code, detail, hint } = outcome.refused
      throw new AppError(code, detail, { ...(hint !== undefined && { hint }) })
    },
    async close() {
      await (await opening)?.destroy()
    },
  }
}

export type ImportThread = {
  /**
   * Runs an import.
   *
   * @throws AppError `store-busy`, `store-full` …
   */
  runImport(job: ClaimedImport, owner: string, stopping: AbortSignal): Promise<Ran>
  close(): Promise<void>
}

type ImportTaskResult = Extract<Awaited<ReturnType<typeof importJob>>, { result: unknown }>['result']

/**
 * The thread in which a server runs imports.
 *
 * @param failed receives unexpected errors
 */
export function createImportThread(options: StoreAccess, failed: (error: unknown) => void): ImportThread {
  const thread = createThread('import', { keep: false, failed })
  return {
    async runImport(job, owner, stopping) {
      const stop = new Int32Array(new SharedArrayBuffer(4))
      const done = await runUntilStopped(
        ending => thread.run<ImportTaskResult>('importJob', { ...options, owner, job, stop }, ending),
        () => Atomics.store(stop, 0, 1),
        stopping,
      )
      for (const fault of done?.faults ?? []) failed(Error(fault))
      return done?.ran ?? 'stopped'
    },
    close: thread.close,
  }
}

/** Runs a task. On abort it requests a stop, then terminates a task that does not stop; the result is undefined then. */
async function runUntilStopped<Result>(
  work: (ending: AbortSignal) => Promise<Result>,
  requestStop: () => void,
  stopping: AbortSignal,
): Promise<Result | undefined> {
  const ending = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    requestStop()
    timer = setTimeout(() => ending.abort(), stopTimeout)
  }
  if (stopping.aborted) stop()
  else stopping.addEventListener('abort', stop, { once: true })
  try {
    return await work(ending.signal)
  } catch (error) {
    if (ending.signal.aborted) return undefined
    throw error
  } finally {
    clearTimeout(timer)
    stopping.removeEventListener('abort', stop)
  }
}

/** Environment of a thread: the folders of temporary files and of the compile cache. */
function environment(): Record<string, string> {
  const cache = getCompileCacheDir()
  return { TMPDIR: tmpdir(), ...(cache !== undefined && { NODE_COMPILE_CACHE: dirname(cache) }) }
}

/** Path of a module of this folder: TypeScript in a checkout, JavaScript in the package. */
function moduleFile(name: string): string {
  const extension = extname(import.meta.url)
  const folder = extension === '.ts' ? 'src' : 'dist'
  return fileURLToPath(new URL(`${folder}/thread/${name}${extension}`, import.meta.resolve('offprint/package.json')))
}
