import cluster from 'node:cluster'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import closeWithGrace from 'close-with-grace'
import { uuidv7 } from 'uuidv7'
import { claimEpoch } from './change/leased/epoch.ts'
import { isClosedPipe, run } from './cli/program.ts'
import type { Listening, Shell } from './cli/shell.ts'
import { siteOf } from './cli/site.ts'
import { effectiveSettings } from './config/effective.ts'
import { type Config, parseConfig } from './config.ts'
import type { Site } from './domain/address/site.ts'
import { createPrinter } from './domain/print/print.ts'
import { isBusy } from './editorial/background-task.ts'
import { ensureAdminKey } from './editorial/key/admin.ts'
import { isListening } from './http/server/listening.ts'
import { reservePort } from './http/server/reserve-port.ts'
import {
  addressUnusable,
  type Runtime,
  requireFreeAddress,
  type ServerParts,
  startHttpServer,
} from './main/http-server.ts'
import { startJobs } from './main/jobs.ts'
import { openTelemetry } from './main/open-telemetry.ts'
import { programVersion } from './main/program-version.ts'
import { runServerProcess } from './main/server-process.ts'
import { type Supervisor, startSupervisor } from './main/supervisor.ts'
import { migrateStore, openStore } from './store/open.ts'
import { createThread } from './thread/pool.ts'

/** Entry point of the command line: wires the parts and runs one command. */
export async function main(process: NodeJS.Process): Promise<void> {
  const shell = createShell(process)
  if (cluster.isWorker) {
    const openStore = (config: Config, site: Site) => shell.openStore(config, site, 'async')
    return runServerProcess(process, openStore, { ...shell, stdout: process.stdout, version: version() })
  }
  process.exitCode = await run(process.argv.slice(2), version(), shell)
}

function createShell(process: NodeJS.Process): Shell {
  const { stdout, stderr } = process
  const clock = () => new Date()
  const newId = () => uuidv7()
  const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
  stdout.on('error', error => {
    if (!isClosedPipe(error)) throw error
  })
  return {
    out: line => void stdout.write(`${line}\n`),
    write: bytes =>
      new Promise((resolve, reject) => {
        stdout.write(bytes, error => (error ? reject(error) : resolve()))
      }),
    err: line => void stderr.write(`${line}\n`),
    redraw: stderr.isTTY ? text => void stderr.write(`\r\u001b[K${text}`) : undefined,
    config: () => parseConfig(process.env),
    settings() {
      const { publicUrl } = siteOf(parseConfig(process.env))
      return effectiveSettings(process.env, { PUBLIC_URL: publicUrl })
    },
    reservePort: config => reservePort(config),
    clock,
    newId,
    openStore: ({ databaseUrl: url, database, migrationBackup }, site, waiting) =>
      openStore({
        ...{ url, database, migrationBackup, waiting },
        ...{ printer: createPrinter(site, digest), newId, clock },
        failed: error => void stderr.write(`${error instanceof Error ? error.message : error}\n`),
        notice: text => void stderr.write(`${text}\n`),
      }),
    migrateStore: config => migrateStore(config.databaseUrl, config),
    async checkStore({ databaseUrl: url, database }, site, repair) {
      const { checkStore } = await import('./store/maintain.ts')
      return checkStore({ url, database }, { printer: createPrinter(site, digest), newId, clock, repair })
    },
    async storeStatus({ databaseUrl: url, database }) {
      const { storeStatus } = await import('./store/maintain.ts')
      return storeStatus({ url, database })
    },
    openTelemetry: config => openTelemetry(config, { clock, newId, stdout: stderr, version: version() }),
    async listen(config, site, store, assets) {
      const runtime = { clock, newId, stdout, version: version() }
      return listen({ config, site, store, assets, telemetry: await openTelemetry(config, runtime) }, runtime)
    },
    programVersion,
    startFolderThread: failed => createThread('folder', { keep: true, failed }),
    openapi: async () => (await import('./main/openapi.ts')).openapiText(),
  }
}

/** Starts the server in this process or in several, and the background jobs in this one. */
async function listen(parts: ServerParts, runtime: Runtime): Promise<Listening> {
  const { config, site, store } = parts
  const { workers, timeouts } = config
  if (config.adminKey !== undefined) await ensureAdminKey(config.adminKey, { store, ...runtime })
  const { telemetry } = parts
  const app = workers === 1 ? await startAlone(parts, runtime) : await startWorkers(parts, runtime)
  const metrics = await startMetrics(config, app).catch(async (error: unknown) => {
    await app.close()
    throw error
  })
  const { clock } = runtime
  const isDerived = !config.publicUrl
  const claim = () => claimEpoch({ store, clock, publicUrl: site.publicUrl, isDerived, isListening })
  // Only a server that is ready may cause a reprint of all articles. It also answers reads while nothing can be written: the
  // reprinting claims again.
  await claim().catch((error: unknown) => isBusy(error) || app.log.error(error))
  const jobs = startJobs(parts, runtime, app.log, claim)
  process.on('SIGUSR2', () => {
    if (app.upgrade) void app.upgrade()
    else app.log.warn('SIGUSR2 replaces workers, and there are none: set WORKERS to 2 or more, or restart')
  })
  const stopped = new Promise<void>(resolve => {
    closeWithGrace(
      {
        delay: timeouts.closeMs + (workers === 1 ? 0 : 2 * closeMarginMs),
        logger: app.log,
        skip: ['SIGUSR2'],
      },
      async ({ err }) => {
        if (err) app.log.fatal(err)
        const ended = await Promise.allSettled([app.close(), jobs.stop()])
        await metrics?.close()
        await telemetry?.close()
        await store.close()
        for (const one of ended) if (one.status === 'rejected') throw one.reason
        resolve()
      },
    )
  })
  return { address: site.publicUrl, stopped }
}

/** A server in this process. */
async function startAlone(parts: ServerParts, runtime: Runtime): Promise<Supervisor> {
  const app = await startHttpServer(parts, runtime)
  const metricsText = async () => {
    const { formatMetrics } = await import('./http/metrics/metric.ts')
    return formatMetrics([await app.collectMetrics()])
  }
  return { log: app.log, metricsText, close: () => app.close() }
}

/** @throws AppError `address-unusable` */
async function startMetrics({ host, metricsPort }: Config, { log, metricsText }: Supervisor) {
  if (metricsPort === undefined) return undefined
  const { startMetricsServer } = await import('./http/metrics/server.ts')
  const address = { host, port: metricsPort }
  return startMetricsServer(address, metricsText, error => log.error(error)).catch((cause: unknown) => {
    throw addressUnusable(address, cause)
  })
}

async function startWorkers({ config, site, assets }: ServerParts, { stdout }: Runtime): Promise<Supervisor> {
  await requireFreeAddress(config)
  const { createLog } = await import('./http/server/log.ts')
  const log = createLog({ level: config.logLevel, stream: stdout })
  return startSupervisor({
    task: { is: 'serve', config, site, assets },
    closeMs: config.timeouts.closeMs + closeMarginMs,
    log,
  })
}

/** Milliseconds that the primary waits longer than the close timeout of its workers. */
const closeMarginMs = 500

function version(): string {
  const text = readFileSync(new URL(import.meta.resolve('offprint/package.json')), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
