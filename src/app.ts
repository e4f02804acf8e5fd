import { tmpdir } from 'node:os'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { createFreshness } from './change/local/freshness.ts'
import type { StreamFigures } from './change/local/stream.ts'
import type { Site } from './domain/address/site.ts'
import type { NewId } from './domain/id.ts'
import { type Clock, now } from './domain/instant.ts'
import type { ImportBounds } from './domain/store/import-job-store.ts'
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
import { createChangedAt } from './http/delivery/changed-at.ts'
import type { DeliveryStore } from './http/delivery/delivery.ts'
import { previewPlugin } from './http/delivery/preview.ts'
import { createRender } from './http/delivery/rendering.ts'
import { securityRoutes } from './http/delivery/route/crawler.ts'
import { exportRoutes } from './http/delivery/route/export.ts'
import { deliveryRoutes } from './http/delivery/route/routes.ts'
import { newsSitemapRoutes } from './http/delivery/route/sitemap.ts'
import { streamRoutes } from './http/delivery/route/stream.ts'
import { createTimeSlices } from './http/delivery/time-slice.ts'
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
import { setCommonHeaders } from './http/problem/header.ts'
import { routeNotFound } from './http/problem/not-found.ts'
import { maxSegmentLength, messageFault, target, targetFault } from './http/problem/target.ts'
import { clientErrorHandler } from './http/server/client-error.ts'
import { createConnectionLog } from './http/server/connection.ts'
import { errorHandler, frameworkErrorHandler } from './http/server/error-handler.ts'
import { createHit } from './http/server/hit.ts'
import { collectRouteMethods, createMethodRefusal, hasEmptyParam } from './http/server/method.ts'
import { createSendCached } from './http/server/send-cached.ts'
import { serverWith } from './http/server/server.ts'
import { type Assets, assetRoutes } from './http/service/route/asset.ts'
import { healthRoutes } from './http/service/route/health.ts'
import { serviceRoutes } from './http/service/route/routes.ts'

export type App = FastifyInstance

export type AppDeps = {
  store: DeliveryStore & EditorialStore
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
  connections: { most: number; mostPerAddress: number }
  uploads: UploadRoom
  /** Handles editorial requests with large bodies in threads; absent = this thread handles them. */
  large?: LargeRequests | undefined
  streams: StreamFigures & ConcurrencyBounds
  exports: ConcurrencyBounds
  /** Limits of the import queue. */
  waitingImports: ImportBounds
  /** A folder whose files are served. */
  assets?: Omit<Assets, 'publicRead'> | undefined
  logger?: FastifyServerOptions['logger']
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
  const sendCached = createSendCached({ ...memory.tools, requestIdOf, allowedOrigin: originRule(deps.corsOrigins) })
  // Fastify's hooks authenticate keys, and report that the server is closing.
  const isAdmitted = ({ authorization }: RequestHead) => deps.publicRead && authorization === undefined && !isClosing
  const fastPath = cache && createHit({ ...limiter, cache, sendCached, isAdmitted })
  const app: App = Fastify({
    logger: deps.logger ?? false,
    genReqId: request => requestIdOf(request.headers['x-request-id']),
    // Two log lines per request cost more than the response. Proxies have access logs, and errors are logged anyway.
    logController: new LogController({ requestIdLogLabel: 'requestId', disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    serverFactory: serverWith(fastPath, {
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
  app.addHook('onClose', async () => {
    stop()
    await deps.large?.close()
  })

  const timeSlices = createTimeSlices()
  const changedAt = createChangedAt(store, now(clock))
  const delivery = {
    store,
    site,
    respond: createRespond({ clock, cacheFigures: deps.cache, singleFlight, send }),
    changedAt,
    render: createRender(timeSlices),
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
  const freshness = createFreshness(() => store.version())
  await app.register(exportRoutes, { ...delivery, concurrency: createConcurrencyLimit(deps.exports) })
  await app.register(streamRoutes, {
    ...delivery,
    freshness,
    streams: deps.streams,
    concurrency: createConcurrencyLimit(deps.streams),
  })
  await app.register(editorialRoutes, {
    waitingImports: deps.waitingImports,
    store,
    clock,
    newId,
    site,
    uploads: deps.uploads,
    jsonDepth: limits.jsonDepth,
    large: deps.large,
    logRefusal: errorOptions.logRefusal,
  })
  await app.register(healthRoutes, { store, importFolders: [deps.uploads.folder, tmpdir()] })
  await app.register(newsSitemapRoutes, { ...delivery, clock })
  if (deps.assets !== undefined) await app.register(assetRoutes, { ...deps.assets, publicRead: deps.publicRead })
  await app.register(securityRoutes, { ...delivery, clock })
  return app
}

/** Whether no route matches, or one with an empty parameter. */
function isNowhere({ is404, routeOptions, params }: FastifyRequest): boolean {
  return is404 || routeOptions.url === '*' || hasEmptyParam(params)
}
