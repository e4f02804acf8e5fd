import { once } from 'node:events'
import closeWithGrace from 'close-with-grace'
import type { Config } from '../config.ts'
import type { Site } from '../domain/address/site.ts'
import { AppError, type ErrorCode } from '../domain/error.ts'
import type { Store } from '../domain/store/store.ts'
import { drain } from '../http/server/drain.ts'
import { type Runtime, type ServerParts, startHttpServer } from './http-server.ts'
import { createMetricsReader, type MetricsMessage } from './metrics-channel.ts'
import { openTelemetry } from './open-telemetry.ts'

/** Message of a worker to the primary: it is ready, or why it cannot start. */
export type WorkerMessage =
  | MetricsMessage
  | { is: 'ready' }
  | { is: 'failed'; code: ErrorCode; detail: string; more: { hint?: string } }

/** The configuration of a worker. */
export type ServeMessage = { is: 'serve' } & Omit<ServerParts, 'store' | 'metricsText' | 'telemetry'>

/** Message of the primary to a worker: first the configuration, at the end `stop`, or `drain` if another worker replaces it. */
export type PrimaryMessage = ServeMessage | { is: 'stop' | 'drain' } | MetricsMessage

/** Signals that a terminal or a service manager sends to every process: workers ignore them, the primary handles them. */
const terminalSignals = ['SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const

/**
 * Runs one of several server processes that share an address. The primary process runs the background jobs and decides when
 * to stop.
 */
export async function runServerProcess(
  process: NodeJS.Process,
  openStore: (config: Config, site: Site) => Promise<Store>,
  runtime: Runtime & { config(): Config },
): Promise<void> {
  const [message] = (await once(process, 'message')) as [PrimaryMessage]
  if (message.is !== 'serve') return process.disconnect()
  const { site, assets } = message
  try {
    // The primary may run an earlier version, which does not have every setting.
    const config: Config = { ...runtime.config(), ...message.config }
    const store = await openStore(config, site)
    const reader = createMetricsReader(wanted => send(process, wanted))
    const telemetry = await openTelemetry(config, runtime)
    const app = await startHttpServer({ config, site, store, assets, metricsText: reader.read, telemetry }, runtime)
    const { close } = closeWithGrace(
      { delay: config.timeouts.closeMs, logger: app.log, skip: [...terminalSignals, 'SIGTERM'] },
      async ({ err }) => {
        if (err) app.log.fatal(err)
        await app.close()
        await telemetry?.close()
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
    process.on('message', (message: PrimaryMessage) => {
      if (message.is === 'stop') stop()
      if (message.is === 'drain') void drain(app.server, config.timeouts.closeMs / 2).then(stop)
      if (message.is === 'metrics-text') reader.received(message)
      if (message.is === 'collect-metrics') {
        const { id } = message
        app.collectMetrics().then(
          metrics => send(process, { is: 'metrics', id, metrics }),
          (error: unknown) => app.log.error(error),
        )
      }
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

function send(process: NodeJS.Process, message: WorkerMessage): void {
  process.send?.(message)
}
