import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { createFreshness } from './change/local/freshness.ts'
import type { StreamFigures } from './change/local/stream.ts'
import type { NewId } from './domain/id.ts'
import type { Clock } from './domain/instant.ts'
import type { Site } from './domain/site.ts'
import { type CacheFigures, createAnswer } from './http/answer.ts'
import { clientErrorHandler } from './http/client-error.ts'
import { closedStore } from './http/closed-store.ts'
import { corsPlugin } from './http/cors.ts'
import type { DeliveryStore } from './http/delivery.ts'
import { errorHandler, frameworkErrorHandler } from './http/error-handler.ts'
import { requestIdOf, setCommonHeaders } from './http/header.ts'
import { takeJson } from './http/json-body.ts'
import { addressTable, refuseOtherMethods } from './http/method.ts'
import { routeNotFound } from './http/not-found.ts'
import { openapiPlugin } from './http/openapi.ts'
import { articleRoutes } from './http/route/article.ts'
import { articleListRoutes } from './http/route/articles.ts'
import { contractRoutes } from './http/route/contract.ts'
import { healthRoutes } from './http/route/health.ts'
import { homeRoutes } from './http/route/home.ts'
import { keyTakeawayRoutes } from './http/route/key-takeaways.ts'
import { openapiRoutes } from './http/route/openapi.ts'
import { problemRoutes } from './http/route/problem.ts'
import { sectionRoutes } from './http/route/section.ts'
import { streamRoutes } from './http/route/stream.ts'
import { syncRoutes } from './http/route/sync.ts'
import { termRoutes } from './http/route/term.ts'
import { longestSegment, target, targetFault } from './http/target.ts'
import { validatorCompiler } from './http/validate.ts'

export type App = FastifyInstance

export type AppDeps = {
  store: DeliveryStore
  site: Site
  clock: Clock
  newId: NewId
  corsOrigins: '*' | readonly string[]
  cache: CacheFigures
  limits: { bodyBytes: number; urlLength: number; headerBytes: number; jsonDepth: number }
  /** Milliseconds. */
  timeouts: { requestMs: number; keepAliveMs: number }
  streams: StreamFigures
  logger?: FastifyServerOptions['logger']
}

/** The HTTP server, ready to listen or inject: what is served, in the order in which it is registered. */
export async function buildApp(deps: AppDeps): Promise<App> {
  const { store, site, clock, newId, limits, timeouts } = deps
  const errorOptions = { publicUrl: site.publicUrl, urlLength: limits.urlLength }
  const app: App = Fastify({
    logger: deps.logger ?? false,
    genReqId: request => requestIdOf(request.headers['x-request-id'], newId),
    // Two lines a request cost more than the answer; what stands in front counts requests, and errors are logged anyway.
    logController: new LogController({ requestIdLogLabel: 'requestId', disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: timeouts.requestMs,
      // Node's own 30 seconds would double a timeout of as many.
      connectionsCheckingInterval: Math.ceil(timeouts.requestMs / 4),
    },
    routerOptions: { maxParamLength: longestSegment },
    // A target that no router can read goes to one that every hook sees, which refuses it.
    rewriteUrl: ({ url = '/' }) => (targetFault(url, limits.urlLength) ? '/' : url),
    return503OnClosing: false,
    frameworkErrors: frameworkErrorHandler(errorOptions),
    clientErrorHandler: clientErrorHandler({ ...errorOptions, newId }),
  })
  const addresses = addressTable(app)
  app.setErrorHandler(errorHandler(errorOptions))
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  takeJson(app, limits.jsonDepth)

  app.addHook('onRequest', async (request, reply) => setCommonHeaders(request, reply))
  await app.register(corsPlugin, { origins: deps.corsOrigins })
  app.addHook('onRequest', async request => {
    const fault = targetFault(request.originalUrl, limits.urlLength)
    if (fault) throw fault
    if (isNowhere(request)) throw routeNotFound(target(request).path, addresses)
  })
  app.setNotFoundHandler(request => {
    throw routeNotFound(target(request).path, addresses)
  })

  const delivery = { store, site, answer: createAnswer({ clock, cache: deps.cache }) }
  await app.register(openapiPlugin, { publicUrl: site.publicUrl })
  await app.register(articleListRoutes, delivery)
  await app.register(articleRoutes, delivery)
  await app.register(sectionRoutes, delivery)
  await app.register(keyTakeawayRoutes, delivery)
  await app.register(termRoutes, delivery)
  await app.register(syncRoutes, delivery)
  const freshness = createFreshness(() => store.version())
  await app.register(streamRoutes, { ...delivery, freshness, streams: deps.streams })
  await app.register(contractRoutes, delivery)
  await app.register(healthRoutes, { store })
  await app.register(problemRoutes, delivery)
  await app.register(openapiRoutes, delivery)
  await app.register(homeRoutes, delivery)
  refuseOtherMethods(app, addresses)
  return app
}

/** Whether no route takes it, or one with a part that is empty (`/v1/articles/`). */
function isNowhere({ is404, routeOptions, params }: FastifyRequest): boolean {
  return (
    is404 ||
    routeOptions.url === '*' ||
    Object.entries(Object(params)).some(([name, part]) => part === '' && name !== '*')
  )
}

/** The OpenAPI document as it is committed: of this code alone, whatever the configuration. */
export async function openapiText(): Promise<string> {
  const app = await buildApp({
    store: closedStore,
    site: { publicUrl: '', title: 'Offprint', language: 'en', timeZone: 'UTC' },
    clock: () => new Date(0),
    newId: () => '',
    corsOrigins: '*',
    cache: { maxAge: 0, sMaxAge: 0, staleWhileRevalidate: 0, staleIfError: 0 },
    limits: { bodyBytes: 1024, urlLength: 1024, headerBytes: 1024, jsonDepth: 8 },
    timeouts: { requestMs: 1000, keepAliveMs: 1000 },
    streams: { most: 0, bufferBytes: 0, heartbeatMs: 1000, pollMs: 1000 },
  })
  await app.ready()
  const text = JSON.stringify(app.swagger(), null, 2)
  await app.close()
  return text
}
