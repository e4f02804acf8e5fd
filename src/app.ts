import { tmpdir } from 'node:os'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { createSender } from './change/leased/webhook/attempt.ts'
import { createFreshness } from './change/local/freshness.ts'
import type { StreamFigures } from './change/local/stream.ts'
import type { Site } from './domain/address/site.ts'
import type { NewId } from './domain/id.ts'
import { type Clock, now } from './domain/instant.ts'
import { present } from './domain/member.ts'
import { createViewTime } from './domain/page/view.ts'
import type { FigureStore } from './domain/store/figure-store.ts'
import type { ImportBounds } from './domain/store/import/import-job-store.ts'
import { authPlugin, identityPlugin } from './http/access/auth.ts'
import { createClientAddress, networkList } from './http/access/client-address.ts'
import { type ConcurrencyBounds, createConcurrencyLimit } from './http/access/concurrency.ts'
import { createRefusalLog } from './http/access/key-refusal.ts'
import { limitPlugin } from './http/access/limit-plugin.ts'
import { createLimiter, type Rates } from './http/access/limiter.ts'
import { compressionPlugin } from './http/cache/compression.ts'
import { createMemoryCache } from './http/cache/memory.ts'
import { cachePlugin } from './http/cache/plugin.ts'
import { type CacheFigures, createRespond } from './http/cache/respond.ts'
import { createArticleAt } from './http/delivery/article/find-by-path.ts'
import { previewPlugin } from './http/delivery/article/preview.ts'
import { createRender } from './http/delivery/article/rendering.ts'
import { createChangedAt } from './http/delivery/changed-at.ts'
import type { DeliveryStore } from './http/delivery/delivery.ts'
import { securityRoutes } from './http/delivery/route/crawler.ts'
import { exportRoutes } from './http/delivery/route/export.ts'
import { deliveryRoutes } from './http/delivery/route/routes.ts'
import { newsSitemapRoutes } from './http/delivery/route/sitemap.ts'
import { streamRoutes } from './http/delivery/route/stream.ts'
import { viewRoutes } from './http/delivery/route/view.ts'
import { createTimeSlices } from './http/delivery/time-slice.ts'
import { createViewCounter } from './http/delivery/view/counter.ts'
import { createVisitors } from './http/delivery/view/visitor.ts'
import type { EditorialStore } from './http/editorial/editorial.ts'
import { idempotencyPlugin } from './http/editorial/idempotency.ts'
import type { LargeRequests } from './http/editorial/large-request.ts'
import { editorialRoutes } from './http/editorial/route/routes.ts'
import type { UploadRoom } from './http/editorial/upload.ts'
import { corsPlugin, originRule } from './http/message/cors.ts'
import { acceptJson } from './http/message/json-body.ts'
import type { RequestHead } from './http/message/request-head.ts'
import { createRequestIds } from './http/message/request-id.ts'
import { validatorCompiler } from './http/message/validate.ts'
import { allOf, createAccessLog } from './http/metrics/access-log.ts'
import { appMetrics } from './http/metrics/app-metrics.ts'
import { createRecordHit } from './http/metrics/hit-record.ts'
import { formatMetrics, type Metric } from './http/metrics/metric.ts'
import { metricsPlugin } from './http/metrics/plugin.ts'
import { createRequestMetrics } from './http/metrics/request-metrics.ts'
import { setCommonHeaders } from './http/problem/header.ts'
import { routeNotFound } from './http/problem/not-found.ts'
import { maxSegmentLength, messageFault, target, targetFault } from './http/problem/target.ts'
import { clientErrorHandler } from './http/server/client-error.ts'
import { createConnectionLog } from './http/server/connection.ts'
import { errorHandler, frameworkErrorHandler } from './http/server/error-handler.ts'
import { createHit } from './http/server/hit.ts'
import { collectRouteMethods, createMethodRefusal, hasEmptyParam } from './http/server/method.ts'
import { createOverload, type OverloadBounds } from './http/server/overload.ts'
import { createSendCached } from './http/server/send-cached.ts'
import { serverWith } from './http/server/server.ts'
import { type Assets, assetRoutes } from './http/service/route/asset.ts'
import { healthRoutes } from './http/service/route/health.ts'
import { metricsRoutes } from './http/service/route/metrics.ts'
import { serviceRoutes } from './http/service/route/routes.ts'
import type { Telemetry } from './http/telemetry/telemetry.ts'
import { traceSend } from './outbound/trace.ts'

import { createAnalyser } from './search/analyser.ts'
import type { Recency } from './search/rank.ts'
import { createSearcher, type Searcher } from './search/searcher.ts'

export type App = FastifyInstance

export type AppDeps = {
  store: DeliveryStore & EditorialStore & FigureStore
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
  uploads: UploadRoom
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

/**
 * Builds the HTTP server, ready to listen or inject. It registers plugins and routes in their order of execution.
 *
 * @param describe called before the routes are registered, to collect them for the OpenAPI document
 */
export async function buildApp(deps: AppDeps, describe?: (app: App) => PromiseLike<unknown>): Promise<App> {
  const { store, site, clock, newId, limits, timeouts } = deps
  const errorOptions = {
    publicUrl: site.publicUrl,
    homeUrl: site.homeUrl,
    urlLength: limits.urlLength,
    logRefusal: createRefusalLog(store, clock),
  }
  const memory = await createMemoryCache(store, clock, deps.cacheBytes)
  const { cache, singleFlight, send } = memory
  const addressOf = createClientAddress(deps.trustedProxies)
  const limiter = createLimiter(deps, addressOf)
  const requestIdOf = createRequestIds(newId)
  let isClosing = false
  const requests = createRequestMetrics()
  const logAccess = deps.accessLog ? createAccessLog(() => app.log) : undefined
  const recordAccess = allOf([logAccess, deps.telemetry?.traceRequest])
  const record = deps.metrics || recordAccess ? createRecordHit(requests, recordAccess) : undefined
  const allowedOrigin = originRule(deps.corsOrigins)
  const sendCached = createSendCached({ ...memory.tools, requestIdOf, allowedOrigin, record })
  // Fastify's hooks authenticate keys, and report that the server is closing.
  const isAdmitted = ({ authorization }: RequestHead) => deps.publicRead && authorization === undefined && !isClosing
  const fastPath = cache && createHit({ ...limiter, cache, sendCached, isAdmitted })
  const overload = createOverload({
    ...deps.overload,
    publicUrl: site.publicUrl,
    requestIdOf,
    allowedOrigin,
    isExempt: url => cache?.byTarget(url) !== undefined || isForOperators(url),
    refused: requests.refused,
  })
  const app: App = Fastify({
    logger: deps.logger ?? false,
    genReqId: request => requestIdOf(request.headers['x-request-id']),
    // Two log lines per request cost more than the response. Proxies have access logs, and errors are logged anyway.
    logController: new LogController({ requestIdLogLabel: 'requestId', disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    serverFactory: serverWith(fastPath, overload, {
      server: {
        requestTimeout: timeouts.requestMs,
        keepAliveTimeout: timeouts.keepAliveMs,
        maxHeaderSize: limits.headerBytes,
        headersTimeout: timeouts.requestMs,
        // The default of 30 seconds would double a timeout of 30 seconds.
        connectionsCheckingInterval: Math.ceil(timeouts.requestMs / 4),
      },
      connections: { ...deps.connections, isTrusted: networkList(deps.trustedProxies) },
      writeMs: timeouts.writeMs,
      refused: createConnectionLog(clock, () => app.log),
    }),
    routerOptions: { maxParamLength: maxSegmentLength },
    // The router cannot read a malformed target. A hook refuses the request by its original URL.
    rewriteUrl: ({ url = '/' }) => (targetFault(url, limits.urlLength) ? '/' : url),
    return503OnClosing: false,
    frameworkErrors: frameworkErrorHandler(errorOptions),
    clientErrorHandler: clientErrorHandler({ ...errorOptions, requestIdOf }),
  })
  store.onDamage(error =>
    app.log.error({ code: error.code, hint: error.hint, err: error.cause ?? error }, error.message),
  )
  const routeMethods = collectRouteMethods(app)
  const refuse = createMethodRefusal(routeMethods)
  app.setErrorHandler(errorHandler(errorOptions))
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  acceptJson(app, limits.jsonDepth)

  await app.register(metricsPlugin, { requests, recordAccess })
  app.addHook('onRequest', async (request, reply) => setCommonHeaders(request, reply))
  await app.register(corsPlugin, { origins: deps.corsOrigins })
  await app.register(identityPlugin, { store, clock, addressOf })
  await app.register(limitPlugin, { limiter, isCached: target => cache?.byTarget(target) !== undefined })
  app.addHook('onRequest', async (request, reply) => {
    const fault = targetFault(request.originalUrl, limits.urlLength) ?? messageFault(request.raw)
    if (fault) throw fault
    return isNowhere(request) ? refuse(request, reply) : undefined
  })
  app.setNotFoundHandler(request => {
    throw routeNotFound(target(request).path, routeMethods.keys())
  })

  app.addHook('preClose', async () => {
    isClosing = true
  })
  const stop = memory.startMaintenance()
  const webhooks = createSender(deps.allowPrivateWebhooks ?? false)
  app.addHook('onClose', async () => {
    stop()
    webhooks.close()
    await deps.large?.close()
    await deps.search.searcher?.close()
  })

  const timeSlices = createTimeSlices()
  const changedAt = createChangedAt(store, now(clock))
  const viewTime = createViewTime(clock, site.timeZone)
  const analyser = createAnalyser()
  const delivery = {
    store,
    site,
    respond: createRespond({ clock, cacheFigures: deps.cache, singleFlight, send }),
    changedAt,
    render: createRender(timeSlices),
    searcher: deps.search.searcher ?? createSearcher(store, analyser),
    analyser,
    recency: deps.search.recency,
    clock,
    viewTime,
    timeSlices,
  }
  await describe?.(app)
  await app.register(previewPlugin, { store, clock })
  await app.register(authPlugin, { publicRead: deps.publicRead })
  await app.register(idempotencyPlugin, { store, clock })
  await app.register(compressionPlugin, memory.coding)
  await app.register(async cached => {
    await cached.register(cachePlugin, { singleFlight, send })
    await cached.register(deliveryRoutes, delivery)
    await cached.register(serviceRoutes, delivery)
  })
  await app.register(viewRoutes, {
    store,
    views: createViewCounter({ store, time: viewTime, retrySeconds: deps.overload.retrySeconds }),
    visitors: createVisitors(clock),
  })
  const freshness = createFreshness(store)
  const exports = createConcurrencyLimit(deps.exports)
  const streams = createConcurrencyLimit(deps.streams)
  let streamPosition: () => number | undefined = () => undefined
  await app.register(exportRoutes, { ...delivery, concurrency: exports })
  await app.register(streamRoutes, {
    ...delivery,
    freshness,
    streams: deps.streams,
    concurrency: streams,
    watch: position => {
      streamPosition = position
    },
  })
  await app.register(editorialRoutes, {
    waitingImports: deps.waitingImports,
    store,
    clock,
    newId,
    site,
    uploads: deps.uploads,
    viewRetention: deps.viewRetention,
    jsonDepth: limits.jsonDepth,
    large: deps.large,
    articleAt: createArticleAt(store, site),
    sendWebhook: traceSend(webhooks.send, deps.telemetry?.traceOutbound),
    writes: { max: deps.overload.waitingWrites, retrySeconds: deps.overload.retrySeconds },
    logRefusal: errorOptions.logRefusal,
  })
  await app.register(healthRoutes, { store, importFolders: [...(deps.importFolders ?? []), tmpdir()] })
  app.decorate('collectMetrics', async () => {
    const positions = present({ cache: cache?.position(), stream: streamPosition() })
    const figures = { cache: cache?.statistics(), openStreams: streams.running(), runningExports: exports.running() }
    return [
      ...requests.metrics(),
      ...appMetrics({ store: await store.figures(), ...figures, positions }),
      ...(deps.metrics?.own() ?? []),
    ]
  })
  deps.telemetry?.exportMetrics(() => app.collectMetrics())
  const metricsText = deps.metrics?.text ?? (async () => formatMetrics([await app.collectMetrics()]))
  await app.register(metricsRoutes, { metricsText })
  await app.register(newsSitemapRoutes, { ...delivery, clock })
  if (deps.assets !== undefined) await app.register(assetRoutes, { ...deps.assets, publicRead: deps.publicRead })
  await app.register(securityRoutes, { ...delivery, clock })
  return app
}

/** Whether no route matches, or one with an empty parameter. */
function isNowhere({ is404, routeOptions, params }: FastifyRequest): boolean {
  return is404 || routeOptions.url === '*' || hasEmptyParam(params)
}

/** Health checks and metrics are answered under any load. */
function isForOperators(url: string): boolean {
  return url.startsWith('/health/') || url.startsWith('/metrics')
}
