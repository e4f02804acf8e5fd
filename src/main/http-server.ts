import { platform } from 'node:os'
import type { App } from '../app/deps.ts'
import type { Config } from '../config.ts'
import type { Site } from '../domain/address/site.ts'
import { AppError } from '../domain/error.ts'
import type { NewId } from '../domain/id.ts'
import type { Clock } from '../domain/instant.ts'
import type { Store } from '../domain/store/store.ts'
import { runOverdue } from '../editorial/scheduler.ts'
import { createProcessMetrics } from '../http/metrics/process-metrics.ts'
import { reservePort } from '../http/server/reserve-port.ts'
import type { Telemetry } from '../http/telemetry/telemetry.ts'
import { importFolders, searchesInProcess, storeFiles } from '../store/open.ts'
import { ownFiles } from '../store/own-file.ts'
import { createEditorialThreads } from '../thread/editorial-thread.ts'
import { createSearchThreads } from '../thread/search-thread.ts'

/** Milliseconds in which one large body must be read. */
const bodyTimeoutMs = 30_000

/** Facilities of the process. */
export type Runtime = { clock: Clock; newId: NewId; stdout: NodeJS.WriteStream /** Of the program. */; version: string }

/** The parts of a server. */
export type ServerParts = {
  config: Config
  site: Site
  store: Store
  assets?: string | undefined
  /** Reads the metrics of all processes; absent = this is the only one. */
  metricsText?: (() => Promise<string>) | undefined
  telemetry?: Telemetry | undefined
}

/**
 * Starts the HTTP server of this process.
 *
 * @throws AppError `address-unusable`
 */
export async function startHttpServer(parts: ServerParts, runtime: Runtime): Promise<App> {
  const { config, site, store, assets, metricsText, telemetry } = parts
  const { corsOrigins, publicRead, traffic, cache, cacheBytes, limits, timeouts, host, port } = config
  const { connections, streams, exports, overload } = config
  const { clock, newId, stdout } = runtime
  // Loaded on demand: other commands start in half the time without it.
  const { buildApp } = await import('../app.ts')
  const uploads = { maxBytes: limits.uploadBytes }
  const { databaseUrl, database } = config
  const openFiles = storeFiles(databaseUrl)
  const viewRetention = config.retention.views
  const options = { databaseUrl, database, openFiles, site, uploads, viewRetention, limits }
  const failed = (error: unknown) => app.log.error(error)
  const app: App = await buildApp({
    store,
    site,
    clock,
    newId,
    corsOrigins,
    publicRead,
    ...traffic,
    processes: config.workers,
    cache,
    cacheBytes,
    limits,
    timeouts,
    waitingImports: { imports: limits.waitingImports, bytes: limits.waitingImportBytes },
    connections,
    streams,
    exports,
    overload,
    uploads,
    viewRetention,
    importFolders: importFolders(databaseUrl),
    search: {
      recency: config.searchRecency,
      ...(searchesInProcess(databaseUrl) && { searcher: createSearchThreads({ databaseUrl, openFiles }, failed) }),
    },
    allowPrivateWebhooks: config.webhooks.allowPrivate,
    large: createEditorialThreads(options, { max: () => bodyTimeoutMs, failed }),
    logger: { level: config.logLevel, stream: stdout },
    accessLog: config.accessLog,
    telemetry,
    metrics: { own: createProcessMetrics(), text: metricsText },
    ...(assets !== undefined && { assets: { folder: assets, ownFiles: () => ownFiles(config.databaseUrl) } }),
  })
  await runOverdue({ store, clock }).catch((error: unknown) => app.log.error(error))
  // Several processes share one address: only the primary logs it.
  if (config.workers > 1) app.log.level = 'silent'
  await app.listen({ host, port, ...listenOptions(config) }).catch((cause: unknown) => {
    throw addressUnusable({ host, port }, cause)
  })
  app.log.level = config.logLevel
  return app
}

/**
 * Checks that the address is free: processes that share an address would not notice that it is taken.
 *
 * @throws AppError `address-unusable`
 */
export async function requireFreeAddress({ host, port }: Config): Promise<void> {
  await reservePort({ host, port }, 'checked').catch((cause: unknown) => {
    throw addressUnusable({ host, port }, cause)
  })
}

/**
 * How processes share an address. On Linux each has its own queue of connections, so a crashed process takes no connection
 * of another with it. Elsewhere node:cluster distributes them; a connection for a process that just died hangs.
 */
function listenOptions({ workers }: Config): { reusePort?: true } {
  return workers > 1 && platform() === 'linux' ? { reusePort: true } : {}
}

export function addressUnusable({ host, port }: { host: string; port: number }, cause: unknown): AppError {
  return new AppError('address-unusable', `Cannot listen on ${host}:${port}: ${reason(cause)}.`, {
    hint: 'Set another address with HOST, PORT and METRICS_PORT. PORT=0 takes any free port.',
    cause,
  })
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE') return 'another program listens there'
  if (code === 'EACCES') return 'permission denied'
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return 'this machine does not have that address'
  return String(code ?? cause)
}
