import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Piscina } from 'piscina'
import { AppError } from '../domain/error.ts'
import type { Site } from '../domain/site.ts'
import type { ClaimedImport } from '../domain/store/import-job-store.ts'
import type { Ran } from '../editorial/import-run.ts'
import type { ImportTask, ImportTold } from './import.ts'

/** Megabytes: small for the young, so that what is read and forgotten is collected often and cheaply. */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 384 }
/** Milliseconds that a thread without work is kept, and that one which is told to stop is given. */
const idleTimeout = 10_000
const patience = 5000

export type WorkerPool = {
  /**
   * Carries an import out in a thread of its own.
   *
   * @throws AppError `store-busy`, `store-full` …
   */
  runImport(job: ClaimedImport, owner: string, stopping: AbortSignal): Promise<Ran>
  close(): Promise<void>
}

type Setting = { databaseUrl: string; site: Site; folder: string }

/**
 * The thread that reads sources and writes what they hold, beside the event loop of a serving process. It starts with the
 * first work.
 *
 * @param failed told of defects
 */
export function createWorkerPool(setting: Setting, failed: (error: unknown) => void): WorkerPool {
  let opening: Promise<Piscina<ImportTask, ImportTold>> | undefined

  async function open(): Promise<Piscina<ImportTask, ImportTold>> {
    const { Piscina } = await import('piscina')
    const filename = workerFile('import')
    const pool = new Piscina<ImportTask, ImportTold>({
      filename,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout,
      resourceLimits,
    })
    pool.on('error', failed)
    return pool
  }

  return {
    async runImport(job, owner, stopping) {
      opening ??= open()
      const pool = await opening
      const stop = new Int32Array(new SharedArrayBuffer(4))
      const told = await stoppable(
        signal => pool.run({ ...setting, owner, job, stop }, { name: 'importJob', signal }),
        () => Atomics.store(stop, 0, 1),
        stopping,
      )
      if (!told) return 'stopped'
      for (const fault of told.faults) failed(Error(fault))
      if ('refused' in told) throw new AppError(told.refused.code, told.refused.detail)
      return told.ran
    },
    async close() {
      await (await opening)?.destroy()
    },
  }
}

/** Runs a piece of work that is told to stop first, and ended when it does not. Undefined where it was ended. */
async function stoppable<Result>(
  work: (ending: AbortSignal) => Promise<Result>,
  tell: () => void,
  stopping: AbortSignal,
): Promise<Result | undefined> {
  const ending = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    tell()
    timer = setTimeout(() => ending.abort(), patience)
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

/** A module of this folder as a thread takes it: TypeScript in a checkout, JavaScript in the package. */
function workerFile(name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url))
}
