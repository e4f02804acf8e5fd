import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { StreamFigures } from '../change/local/stream.ts'
import type { Site } from '../domain/address/site.ts'
import type { NewId } from '../domain/id.ts'
import type { Clock } from '../domain/instant.ts'
import type { FigureStore } from '../domain/store/figure-store.ts'
import type { ImportBounds } from '../domain/store/import/import-job-store.ts'
import type { LoadStore } from '../domain/store/load-store.ts'
import type { ConcurrencyBounds } from '../http/access/concurrency.ts'
import type { Rates } from '../http/access/limiter.ts'
import type { CacheFigures } from '../http/cache/respond.ts'
import type { DeliveryStore } from '../http/delivery/delivery.ts'
import type { EditorialStore } from '../http/editorial/editorial.ts'
import type { LargeRequests } from '../http/editorial/large-request.ts'
import type { UploadLimits } from '../http/editorial/upload.ts'
import type { Metric } from '../http/metrics/metric.ts'
import type { OverloadBounds } from '../http/server/overload.ts'
import type { Assets } from '../http/service/route/asset.ts'
import type { Telemetry } from '../http/telemetry/telemetry.ts'
import type { Recency } from '../search/rank.ts'
import type { Searcher } from '../search/searcher.ts'

export type App = FastifyInstance

export type AppDeps = {
  store: DeliveryStore & EditorialStore & FigureStore & LoadStore
  /** Whether delivery needs no key. */
  publicRead: boolean
  site: Site
  clock: Clock
  newId: NewId
  corsOrigins: '*' | readonly string[]
  /** Rate limits of clients. */
  rates: Rates
  /** Number of processes that serve the same address. */
  processes: number
  /** Addresses and networks whose `X-Forwarded-For` is trusted. */
  trustedProxies: readonly string[]
  cache: CacheFigures
  /** Capacity of the response cache in bytes; 0 = no cache. */
  cacheBytes: number
  limits: { bodyBytes: number; urlLength: number; headerBytes: number; jsonDepth: number }
  /** Milliseconds. */
  timeouts: { requestMs: number; writeMs: number; keepAliveMs: number }
  connections: { max: number; maxPerAddress: number }
  overload: OverloadBounds & { waitingWrites: number }
  uploads: UploadLimits
  /** Days that views by day are kept; 0 = for ever. */
  viewRetention: number
  /** Folders of uploads on this machine, whose disks imports need. */
  importFolders?: readonly string[]
  search: {
    recency: Recency
    /** Searches in another thread; absent = in this one. */
    searcher?: Searcher & { close(): Promise<void> }
  }
  /** Handles editorial requests with large bodies in threads; absent = this thread handles them. */
  large?: LargeRequests | undefined
  streams: StreamFigures & ConcurrencyBounds
  exports: ConcurrencyBounds
  /** Whether webhooks may have receivers on this machine or in private networks. Default: no. */
  allowPrivateWebhooks?: boolean
  /** Limits of the import queue. */
  waitingImports: ImportBounds
  /** A folder whose files are served. */
  assets?: Omit<Assets, 'publicRead'> | undefined
  logger?: FastifyServerOptions['logger']
  /** Whether each request is logged. */
  accessLog?: boolean
  /** Sends traces and metrics; absent = nothing is sent. */
  telemetry?: Telemetry | undefined
  /** Metrics of this process; absent = requests are not counted. */
  metrics?: {
    /** Further metrics of this process. */
    own(): Metric[]
    /** The text of the metrics of all processes; absent = this is the only one. */
    text?: (() => Promise<string>) | undefined
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The metrics of this process. */
    collectMetrics(): Promise<Metric[]>
  }
}
