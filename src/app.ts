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
import { createKeyRefusals } from './http/access/key-refusal.ts'
import { limitPlugin } from './http/access/limit-plugin.ts'
import { createLimiter, type Rates } from './http/access/limiter.ts'
import { createShares, type ShareBounds } from './http/access/share.ts'
import { type CacheFigures, createAnswer, createParts } from './http/cache/answer.ts'
import { compressionPlugin } from './http/cache/compression.ts'
import { createMemory } from './http/cache/memory.ts'
import { cachePlugin } from './http/cache/plugin.ts'
import { createChangedAt } from './http/delivery/changed-at.ts'
import type { DeliveryStore } from './http/delivery/delivery.ts'
import { previewPlugin } from './http/delivery/preview.ts'
import { createRender } from './http/delivery/rendering.ts'
import { articleRoutes } from './http/delivery/route/article.ts'
import { articleListRoutes } from './http/delivery/route/articles.ts'
import { crawlerRoutes, securityRoutes } from './http/delivery/route/crawler.ts'
import { exportRoutes } from './http/delivery/route/export.ts'
import { feedRoutes } from './http/delivery/route/feed.ts'
import { keyTakeawayRoutes } from './http/delivery/route/key-takeaways.ts'
import { oembedRoutes } from './http/delivery/route/oembed.ts'
import { renditionRoutes } from './http/delivery/route/rendition.ts'
import { resolveRoutes } from './http/delivery/route/resolve.ts'
import { sectionRoutes } from './http/delivery/route/section.ts'
import { sectionRenditionRoutes } from './http/delivery/route/section-rendition.ts'
import { newsSitemapRoutes, sitemapRoutes } from './http/delivery/route/sitemap.ts'
import { streamRoutes } from './http/delivery/route/stream.ts'
import { syncRoutes } from './http/delivery/route/sync.ts'
import { termRoutes } from './http/delivery/route/term.ts'
import type { EditorialStore } from './http/editorial/editorial.ts'
import { idempotencyPlugin } from './http/editorial/idempotency.ts'
import type { LargeRequests } from './http/editorial/large-request.ts'
import { editorialRoutes } from './http/editorial/route/routes.ts'
import type { UploadRoom } from './http/editorial/upload.ts'
import { corsPlugin, originRule } from './http/message/cors.ts'
import { takeJson } from './http/message/json-body.ts'
import type { RequestHead } from './http/message/request-head.ts'
import { createRequestIds } from './http/message/request-id.ts'
import { createTurns } from './http/message/turns.ts'
import { validatorCompiler } from './http/message/validate.ts'
import { setCommonHeaders } from './http/problem/header.ts'
import { routeNotFound } from './http/problem/not-found.ts'
import { longestSegment, messageFault, target, targetFault } from './http/problem/target.ts'
import { clientErrorHandler } from './http/server/client-error.ts'
import { createColdRead } from './http/server/cold-read.ts'
import { createConnectionLog } from './http/server/connection.ts'
import { errorHandler, frameworkErrorHandler } from './http/server/error-handler.ts'
import { createGive } from './http/server/give.ts'
import { createHit } from './http/server/hit.ts'
import { addressTable, createRefusal, lacksPart } from './http/server/method.ts'
import { serverWith } from './http/server/server.ts'
import { closedStore } from './http/service/closed-store.ts'
import { type Assets, assetRoutes } from './http/service/route/asset.ts'
import { contractRoutes } from './http/service/route/contract.ts'
import { faviconRoutes } from './http/service/route/favicon.ts'
import { healthRoutes } from './http/service/route/health.ts'
import { homeRoutes } from './http/service/route/home.ts'
import { openapiRoutes } from './http/service/route/openapi.ts'
import { problemRoutes } from './http/service/route/problem.ts'
import { referenceRoutes } from './http/service/route/reference.ts'

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
  await app.register(limitPlugin, { limiter, isCached: target => cache?.named(target) !== undefined })
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
  const changedAt = createChangedAt(store, now(clock))
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
    await kept.register(referenceRoutes, delivery)
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
    noteRefusal: errorOptions.noteRefusal,
  })
  await app.register(healthRoutes, { store, importFolders: [deps.uploads.folder, tmpdir()] })
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
  const { openapiPlugin } = await import('./http/service/openapi.ts')
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
