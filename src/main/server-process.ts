import { once } from 'node:events'
import closeWithGrace from 'close-with-grace'
import type { Config } from '../config.ts'
import type { Site } from '../domain/address/site.ts'
import { AppError, type ErrorCode } from '../domain/error.ts'
import type { Store } from '../domain/store/store.ts'
import { type Runtime, type ServerParts, startHttpServer } from './http-server.ts'

/** What a worker tells the process that started it: that it answers, or why it cannot. */
export type WorkerMessage = { is: 'ready' } | { is: 'failed'; code: ErrorCode; detail: string; more: { hint?: string } }

/** What it answers with. */
export type ServeMessage = { is: 'serve' } & Omit<ServerParts, 'store'>

/** What it is told: first what to serve, and in the end to stop. */
export type PrimaryMessage = ServeMessage | { is: 'stop' }

/** Signals that reach every process of a terminal: the one that started this says what follows, so they count once. */
const terminalSignals = ['SIGINT', 'SIGHUP', 'SIGQUIT'] as const

/**
 * One of several processes that answer at one address. All that is done once is done by the process that started it, which
 * also says when to end.
 */
export async function runServerProcess(
  process: NodeJS.Process,
  openStore: (config: Config, site: Site) => Promise<Store>,
  runtime: Runtime,
): Promise<void> {
  const [message] = (await once(process, 'message')) as [PrimaryMessage]
  if (message.is === 'stop') return process.disconnect()
  const { config, site, assets } = message
  try {
    const store = await openStore(config, site)
    const app = await startHttpServer({ config, site, store, assets }, runtime)
    const { close } = closeWithGrace(
      { delay: config.timeouts.closeMs, logger: app.log, skip: [...terminalSignals, 'SIGTERM'] },
      async ({ err }) => {
        if (err) app.log.fatal(err)
        await app.close()
        await store.close()
      },
    )
    let isStopping = false
    const stop = () => {
      if (!isStopping) close()
      isStopping = true
    }
    for (const signal of terminalSignals) process.on(signal, () => undefined)
    process.on('SIGTERM', stop)
    process.on('message', ({ is }: PrimaryMessage) => {
      if (is === 'stop') stop()
    })
    send(process, { is: 'ready' })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    send(process, {
      is: 'failed',
      code: error.code,
      detail: error.message,
      more: { ...(error.hint !== undefined && { hint: error.hint }) },
    })
    process.disconnect()
  }
}

function send(process: NodeJS.Process, told: WorkerMessage): void {
  process.send?.(told)
}
