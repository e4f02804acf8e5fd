import { tmpdir } from 'node:os'
import type { App, AppDeps } from './app/deps.ts'
import { registerMetrics } from './app/metrics.ts'
import { registerRequestHooks } from './app/request-hooks.ts'
import { createServer } from './app/server.ts'
import { createSender } from './change/leased/webhook/attempt.ts'
import { createFreshness } from './change/local/freshness.ts'
import { now } from './domain/instant.ts'
import { createViewTime } from './domain/page/view.ts'
import { authPlugin } from './http/access/auth.ts'
import { createClientAddress } from './http/access/client-address.ts'
import { createConcurrencyLimit } from './http/access/concurrency.ts'
import { createRefusalLog } from './http/access/key-refusal.ts'
import { createKeyWatch } from './http/access/key-watch.ts'
import { createLimiter } from './http/access/limiter.ts'
import { compressionPlugin } from './http/cache/compression.ts'
import { createMemoryCache } from './http/cache/memory.ts'
import { cachePlugin } from './http/cache/plugin.ts'
import { createRespond } from './http/cache/respond.ts'
import { createArticleAt } from './http/delivery/article/find-by-path.ts'
import { previewPlugin } from './http/delivery/article/preview.ts'
import { createRender } from './http/delivery/article/rendering.ts'
import { createChangedAt } from './http/delivery/changed-at.ts'
import { securityRoutes } from './http/delivery/route/crawler.ts'
import { exportRoutes } from './http/delivery/route/export.ts'
import { deliveryRoutes } from './http/delivery/route/routes.ts'
import { newsSitemapRoutes } from './http/delivery/route/sitemap.ts'
import { streamRoutes } from './http/delivery/route/stream.ts'
import { viewRoutes } from './http/delivery/route/view.ts'
import { limitSearches } from './http/delivery/search/search-limit.ts'
import { createTimeSlices } from './http/delivery/time-slice.ts'
import { createViewCounter } from './http/delivery/view/counter.ts'
import { createVisitors } from './http/delivery/view/visitor.ts'
import { idempotencyPlugin } from './http/editorial/idempotency.ts'
import { editorialRoutes } from './http/editorial/route/routes.ts'
import { createRequestMetrics } from './http/metrics/request-metrics.ts'
import { assetRoutes } from './http/service/route/asset.ts'
import { healthRoutes } from './http/service/route/health.ts'
import { serviceRoutes } from './http/service/route/routes.ts'
import { traceSend } from './outbound/trace.ts'
import { createAnalyser } from './search/analyser.ts'
import { createSearcher } from './search/searcher.ts'

/**
 * Builds the HTTP server, ready to listen or inject. Plugins are registered before the routes that they apply
 * to, in the order in which their hooks run. Routes whose response depends on the current time or is never stored are outside
 * the scope `cached`.
 *
 * @param describe called before the routes are registered, to collect them for the OpenAPI document
 */
export async function buildApp(deps: AppDeps, describe?: (app: App) => PromiseLike<unknown>): Promise<App> {
  const { store, site, clock, newId, limits } = deps
  const memory = await createMemoryCache(store, clock, deps.cacheBytes)
  const { cache, singleFlight, send } = memory
  const addressOf = createClientAddress(deps.trustedProxies)
  const limiter = createLimiter(deps, addressOf)
  const requests = createRequestMetrics()
  const logRefusal = createRefusalLog(store, clock)
  const { app, recordAccess } = createServer(deps, { memory, limiter, requests, logRefusal })
  const isCached = (target: string) => cache?.byTarget(target) !== undefined
  await registerRequestHooks(app, deps, { requests, recordAccess, addressOf, limiter, isCached })

  const stop = memory.startMaintenance()
  const webhooks = createSender(deps.allowPrivateWebhooks ?? false)
  app.addHook('onClose', async () => {
    stop()
    webhooks.close()
    try {
      await deps.large?.close()
    } finally {
      await deps.search.searcher?.close()
    }
  })

  const timeSlices = createTimeSlices()
  const startedAt = now(clock)
  const changedAt = createChangedAt(store, startedAt)
  const viewTime = createViewTime(clock, site.timeZone)
  const analyser = createAnalyser()
  const delivery = {
    store,
    site,
    respond: createRespond({ clock, cacheFigures: deps.cache, singleFlight, send }),
    changedAt,
    render: createRender(timeSlices),
    searcher: limitSearches(deps.search.searcher ?? createSearcher(store, analyser), deps.overload),
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
  const keys = createKeyWatch({ store, clock })
  // The routes of the stream set it below, and the metrics read it at each request.
  let streamPosition: () => number | undefined = () => undefined
  await app.register(exportRoutes, { ...delivery, keys, concurrency: exports })
  await app.register(streamRoutes, {
    ...delivery,
    keys,
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
    logRefusal,
  })
  // Uploads are also spooled in the folder for temporary files.
  await app.register(healthRoutes, { store, importFolders: [...(deps.importFolders ?? []), tmpdir()] })
  await registerMetrics(app, deps, {
    requests,
    cache,
    openStreams: streams.running,
    runningExports: exports.running,
    streamPosition: () => streamPosition(),
  })
  await app.register(newsSitemapRoutes, delivery)
  if (deps.assets !== undefined) await app.register(assetRoutes, { ...deps.assets, publicRead: deps.publicRead })
  await app.register(securityRoutes, delivery)
  return app
}
