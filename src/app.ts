import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { createFreshness } from './change/local/freshness.ts'
import type { StreamFigures } from './change/local/stream.ts'
import type { NewId } from './domain/id.ts'
import { type Clock, instantOf } from './domain/instant.ts'
import type { Site } from './domain/site.ts'
import type { ImportBounds } from './domain/store/import-job-store.ts'
import { type CacheFigures, createAnswer, createParts } from './http/answer.ts'
import { authPlugin, identityPlugin } from './http/auth.ts'
import { createMemory } from './http/cache/memory.ts'
import { cachePlugin } from './http/cache/plugin.ts'
import { createChangedAt } from './http/changed-at.ts'
import { createClientAddress, networkList } from './http/client-address.ts'
import { clientErrorHandler } from './http/client-error.ts'
import { closedStore } from './http/closed-store.ts'
import { createColdRead } from './http/cold-read.ts'
import { compressionPlugin } from './http/compression.ts'
import { createConnectionLog } from './http/connection.ts'
import { corsPlugin, originRule } from './http/cors.ts'
import type { DeliveryStore } from './http/delivery.ts'
import type { EditorialStore } from './http/editorial.ts'
import { errorHandler, frameworkErrorHandler } from './http/error-handler.ts'
import { createGive } from './http/give.ts'
import { setCommonHeaders } from './http/header.ts'
import { createHit } from './http/hit.ts'
import { idempotencyPlugin } from './http/idempotency.ts'
import { takeJson } from './http/json-body.ts'
import { createKeyRefusals } from './http/key-refusal.ts'
import type { LargeRequests } from './http/large-request.ts'
import { createLimiter, type Rates } from './http/limit/limiter.ts'
import { limitPlugin } from './http/limit/plugin.ts'
import { addressTable, createRefusal, lacksPart } from './http/method.ts'
import { routeNotFound } from './http/not-found.ts'
import { previewPlugin } from './http/preview.ts'
import { createRender } from './http/rendering.ts'
import type { RequestHead } from './http/request-head.ts'
import { createRequestIds } from './http/request-id.ts'
import { articleRoutes } from './http/route/article.ts'
import { articleListRoutes } from './http/route/articles.ts'
import { type Assets, assetRoutes } from './http/route/asset.ts'
import { contractRoutes } from './http/route/contract.ts'
import { crawlerRoutes, securityRoutes } from './http/route/crawler.ts'
import { editorialRoutes } from './http/route/editorial.ts'
import { exportRoutes } from './http/route/export.ts'
import { faviconRoutes } from './http/route/favicon.ts'
import { feedRoutes } from './http/route/feed.ts'
import { healthRoutes } from './http/route/health.ts'
import { homeRoutes } from './http/route/home.ts'
import { keyTakeawayRoutes } from './http/route/key-takeaways.ts'
import { oembedRoutes } from './http/route/oembed.ts'
import { openapiRoutes } from './http/route/openapi.ts'
import { problemRoutes } from './http/route/problem.ts'
import { renditionRoutes } from './http/route/rendition.ts'
import { resolveRoutes } from './http/route/resolve.ts'
import { sectionRoutes } from './http/route/section.ts'
import { sectionRenditionRoutes } from './http/route/section-rendition.ts'
import { newsSitemapRoutes, sitemapRoutes } from './http/route/sitemap.ts'
import { streamRoutes } from './http/route/stream.ts'
import { syncRoutes } from './http/route/sync.ts'
import { termRoutes } from './http/route/term.ts'
import { serverWith } from './http/server.ts'
import { createShares, type ShareBounds } from './http/share.ts'
import { longestSegment, messageFault, target, targetFault } from './http/target.ts'
import { createTurns } from './http/turns.ts'
import type { UploadRoom } from './http/upload.ts'
import { validatorCompiler } from './http/validate.ts'

export type App = FastifyInstance

export type AppDeps = {
  store: DeliveryStore & EditorialStore
  /** Whether delivery needs no key. */
  publicRead: boolean
  site: Site
  clock: Clock
  newId: NewId
  corsOrigins: '*' | readonly string[]
  /** What each client is granted. */
  rates: Rates
  /** Processes that serve the same address. */
  processes: number
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[]
  cache: CacheFigures
  /** Room for answers in memory; 0 = none are kept. */
  cacheBytes: number
  limits: { bodyBytes: number; urlLength: number; headerBytes: number; jsonDepth: number }
  /** Milliseconds. */
  timeouts: { requestMs: number; writeMs: number; keepAliveMs: number }
  connections: { most: number; mostPerAddress: number }
  uploads: UploadRoom
  /** Answers editorial requests with large bodies; absent = they are answered here. */
  large?: LargeRequests | undefined
  streams: StreamFigures & ShareBounds
  exports: ShareBounds
  /** Bounds of all imports that wait. */
  waitingImports: ImportBounds
  /** A folder whose files are handed out. */
  assets?: Omit<Assets, 'publicRead'> | undefined
  logger?: FastifyServerOptions['logger']
}

/**
 * The HTTP server, ready to listen or inject: what is served, in the order in which it is registered.
 *
 * @param describe sees to it that the routes are noted as they are registered
 */
export async function buildApp(deps: AppDeps, describe?: (app: App) => PromiseLike<unknown>): Promise<App> {
  const { store, site, clock, newId, limits, timeouts } = deps
  const errorOptions = {
    publicUrl: site.publicUrl,
    homeUrl: site.homeUrl,
    urlLength: limits.urlLength,
    noteRefusal: createKeyRefusals(store, clock),
  }
  const memory = await createMemory(store, clock, deps.cacheBytes)
  const { cache, fills, send } = memory
  const addressOf = createClientAddress(deps.trustedProxies)
  const limiter = createLimiter(deps, addressOf)
  const requestIdOf = createRequestIds(newId)
  let isClosing = false
  const give = createGive({ ...memory.tools, requestIdOf, allowedOrigin: originRule(deps.corsOrigins) })
  // Who shows a key is known behind, and a closing server says so there.
  const isAdmitted = ({ authorization }: RequestHead) => deps.publicRead && authorization === undefined && !isClosing
  const partsOf = createParts({ clock, cache: deps.cache })
  const coldRead = createColdRead({ ...deps, ...limiter, fills, partsOf, give, isAdmitted })
  const front = cache ? createHit({ ...limiter, cache, give, isAdmitted }, coldRead) : coldRead
  const app: App = Fastify({
    logger: deps.logger ?? false,
    genReqId: request => requestIdOf(request.headers['x-request-id']),
    // Two lines a request cost more than the answer; what stands in front counts requests, and errors are logged anyway.
    logController: new LogController({ requestIdLogLabel: 'requestId', disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    serverFactory: serverWith(front, {
      server: {
        requestTimeout: timeouts.requestMs,
        keepAliveTimeout: timeouts.keepAliveMs,
        maxHeaderSize: limits.headerBytes,
        headersTimeout: timeouts.requestMs,
        // Node's own 30 seconds would double a timeout of as many.
        connectionsCheckingInterval: Math.ceil(timeouts.requestMs / 4),
      },
      connections: { ...deps.connections, isTrusted: networkList(deps.trustedProxies) },
      writeMs: timeouts.writeMs,
      refused: createConnectionLog(clock, () => app.log),
    }),
    routerOptions: { maxParamLength: longestSegment },
    // A target that no router can read goes to one that every hook sees, which refuses it.
    rewriteUrl: ({ url = '/' }) => (targetFault(url, limits.urlLength) ? '/' : url),
    return503OnClosing: false,
    frameworkErrors: frameworkErrorHandler(errorOptions),
    clientErrorHandler: clientErrorHandler({ ...errorOptions, requestIdOf }),
  })
  store.onDamage(error =>
    app.log.error({ code: error.code, hint: error.hint, err: error.cause ?? error }, error.message),
  )
  const addresses = addressTable(app)
  const refuse = createRefusal(addresses)
  app.setErrorHandler(errorHandler(errorOptions))
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  takeJson(app, limits.jsonDepth)

  app.addHook('onRequest', async (request, reply) => setCommonHeaders(request, reply))
  await app.register(corsPlugin, { origins: deps.corsOrigins })
  await app.register(identityPlugin, { store, clock, addressOf })
  await app.register(limitPlugin, { limiter, cache })
  app.addHook('onRequest', async (request, reply) => {
    const fault = targetFault(request.originalUrl, limits.urlLength) ?? messageFault(request.raw)
    if (fault) throw fault
    return isNowhere(request) ? refuse(request, reply) : undefined
  })
  app.setNotFoundHandler(request => {
    throw routeNotFound(target(request).path, addresses.keys())
  })

  app.addHook('preClose', async () => {
    isClosing = true
  })
  const stop = memory.keepUp()
  app.addHook('onClose', async () => {
    stop()
    await deps.large?.close()
  })

  const turns = createTurns()
  const changedAt = createChangedAt(store, instantOf(clock()) ?? '')
  const delivery = {
    store,
    site,
    answer: createAnswer(partsOf, fills, send),
    changedAt,
    render: createRender(turns),
    turns,
  }
  await describe?.(app)
  await app.register(previewPlugin, { store, clock })
  await app.register(authPlugin, { publicRead: deps.publicRead })
  await app.register(idempotencyPlugin, { store, clock })
  await app.register(compressionPlugin, memory.coding)
  // What is said here follows from its address and is everyone's: it is kept in memory.
  await app.register(async kept => {
    await kept.register(cachePlugin, { fills, send })
    await kept.register(articleListRoutes, delivery)
    await kept.register(articleRoutes, delivery)
    await kept.register(sectionRoutes, delivery)
    await kept.register(renditionRoutes, delivery)
    await kept.register(sectionRenditionRoutes, delivery)
    await kept.register(feedRoutes, delivery)
    await kept.register(sitemapRoutes, delivery)
    await kept.register(crawlerRoutes, delivery)
    await kept.register(resolveRoutes, delivery)
    await kept.register(faviconRoutes, delivery)
    await kept.register(oembedRoutes, delivery)
    await kept.register(keyTakeawayRoutes, delivery)
    await kept.register(termRoutes, delivery)
    await kept.register(syncRoutes, delivery)
    await kept.register(contractRoutes, delivery)
    await kept.register(problemRoutes, delivery)
    await kept.register(openapiRoutes, delivery)
    await kept.register(homeRoutes, delivery)
  })
  const freshness = createFreshness(() => store.version())
  await app.register(exportRoutes, { ...delivery, shares: createShares(deps.exports) })
  await app.register(streamRoutes, {
    ...delivery,
    freshness,
    streams: deps.streams,
    shares: createShares(deps.streams),
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
  })
  await app.register(healthRoutes, { store })
  await app.register(newsSitemapRoutes, { ...delivery, clock })
  if (deps.assets !== undefined) await app.register(assetRoutes, { ...deps.assets, publicRead: deps.publicRead })
  await app.register(securityRoutes, { ...delivery, clock })
  return app
}

/** Whether no route takes it, or one with a part that is empty. */
function isNowhere({ is404, routeOptions, params }: FastifyRequest): boolean {
  return is404 || routeOptions.url === '*' || lacksPart(params)
}

/** The OpenAPI document as it is committed: of this code alone, whatever the configuration. */
export async function openapiText(): Promise<string> {
  const { openapiPlugin } = await import('./http/openapi.ts')
  const app = await buildApp(
    {
      store: closedStore,
      publicRead: true,
      site: { publicUrl: '', title: 'Offprint', language: 'en', timeZone: 'UTC' },
      clock: () => new Date(0),
      newId: () => '',
      corsOrigins: '*',
      rates: { address: undefined, key: undefined, hits: undefined },
      processes: 1,
      trustedProxies: [],
      cache: { maxAge: 0, sMaxAge: 0, staleWhileRevalidate: 0, staleIfError: 0 },
      cacheBytes: 0,
      limits: { bodyBytes: 1024, urlLength: 1024, headerBytes: 1024, jsonDepth: 8 },
      timeouts: { requestMs: 1000, writeMs: 1000, keepAliveMs: 1000 },
      connections: { most: 1, mostPerAddress: 1 },
      uploads: { folder: '', maxBytes: 1024 },
      streams: { most: 0, mostPerClient: 0, bufferBytes: 0, heartbeatMs: 1000, pollMs: 1000 },
      exports: { most: 0, mostPerClient: 0 },
      waitingImports: { imports: 1, bytes: 1024 },
    },
    app => app.register(openapiPlugin),
  )
  await app.ready()
  const text = JSON.stringify(app.swagger(), null, 2)
  await app.close()
  return text
}
