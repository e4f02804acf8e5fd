import { once } from 'node:events'
import closeWithGrace from 'close-with-grace'
import type { Config } from '../config.ts'
import type { Site } from '../domain/address/site.ts'
import { AppError, type ErrorCode } from '../domain/error.ts'
import type { Store } from '../domain/store/store.ts'
import { answer, type Serving, type Surroundings } from './answer.ts'

/** What a worker tells the process that started it: that it answers, or why it cannot. */
export type Told = { is: 'ready' } | { is: 'failed'; code: ErrorCode; detail: string; more: { hint?: string } }

/** What it answers with. */
export type Task = { is: 'serve' } & Omit<Serving, 'store'>

/** What it is told: first what to serve, and in the end to stop. */
export type Order = Task | { is: 'stop' }

/** Signals that reach every process of a terminal: the one that started this says what follows, so they count once. */
const ofTerminal = ['SIGINT', 'SIGHUP', 'SIGQUIT'] as const

/**
 * One of several processes that answer at one address. All that is done once is done by the process that started it, which
 * also says when to end.
 */
export async function work(
  process: NodeJS.Process,
  openStore: (config: Config, site: Site) => Promise<Store>,
  around: Surroundings,
): Promise<void> {
  const [order] = (await once(process, 'message')) as [Order]
  if (order.is === 'stop') return process.disconnect()
  const { config, site, assets } = order
  try {
    const store = await openStore(config, site)
    const app = await answer({ config, site, store, assets }, around)
    const { close } = closeWithGrace(
      { delay: config.timeouts.closeMs, logger: app.log, skip: [...ofTerminal, 'SIGTERM'] },
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
    for (const signal of ofTerminal) process.on(signal, () => undefined)
    process.on('SIGTERM', stop)
    process.on('message', ({ is }: Order) => {
      if (is === 'stop') stop()
    })
    tell(process, { is: 'ready' })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    tell(process, {
      is: 'failed',
      code: error.code,
      detail: error.message,
      more: { ...(error.hint !== undefined && { hint: error.hint }) },
    })
    process.disconnect()
  }
}

function tell(process: NodeJS.Process, told: Told): void {
  process.send?.(told)
}
