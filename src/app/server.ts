import type { IncomingMessage } from 'node:http'
import Fastify, { LogController } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { networkList } from '../http/access/client-address.ts'
import type { LogRefusal } from '../http/access/key-refusal.ts'
import type { Limiter } from '../http/access/limiter.ts'
import type { MemoryCache } from '../http/cache/memory.ts'
import { originRule } from '../http/message/cors.ts'
import { acceptJson } from '../http/message/json-body.ts'
import type { RequestHead } from '../http/message/request-head.ts'
import { createRequestIds } from '../http/message/request-id.ts'
import { validatorCompiler } from '../http/message/validate.ts'
import { allOf, createAccessLog, type RecordAccess } from '../http/metrics/access-log.ts'
import { createRecordHit } from '../http/metrics/hit-record.ts'
import type { RequestMetrics } from '../http/metrics/request-metrics.ts'
import { maxSegmentLength, targetFault } from '../http/problem/target.ts'
import { clientErrorHandler } from '../http/server/client-error.ts'
import { createConnectionLog } from '../http/server/connection.ts'
import { errorHandler, frameworkErrorHandler } from '../http/server/error-handler.ts'
import { createFastPath } from '../http/server/hit.ts'
import { createOverload } from '../http/server/overload.ts'
import { createSendCached } from '../http/server/send-cached.ts'
import { serverWith } from '../http/server/server.ts'
import type { App, AppDeps } from './deps.ts'

export type ServerTools = {
  memory: MemoryCache
  limiter: Limiter
  requests: RequestMetrics
  /** Records a refused key in the audit log. */
  logRefusal: LogRefusal
}

export type Server = {
  app: App
  /** Receives each request when it has ended; absent = requests are not recorded. */
  recordAccess: RecordAccess | undefined
}

/**
 * Creates the Fastify server without plugins and routes: what happens to a request before Fastify sees it, how bodies are
 * read and checked, and how errors are answered.
 */
export function createServer(deps: AppDeps, { memory, limiter, requests, logRefusal }: ServerTools): Server {
  const { store, site, clock, newId, limits, timeouts } = deps
  const { cache, tools } = memory
  const errorOptions = { publicUrl: site.publicUrl, homeUrl: site.homeUrl, urlLength: limits.urlLength, logRefusal }
  const requestIdOf = createRequestIds(newId)
  const logAccess = deps.accessLog ? createAccessLog(() => app.log) : undefined
  const recordAccess = allOf([logAccess, deps.telemetry?.traceRequest])
  const record = deps.metrics || recordAccess ? createRecordHit(requests, recordAccess) : undefined
  const allowedOrigin = originRule(deps.corsOrigins)
  const sendCached = createSendCached({ ...tools, requestIdOf, allowedOrigin, record })
  let isClosing = false
  // Fastify's hooks authenticate keys, and report that the server is closing.
  const isAdmitted = ({ authorization }: RequestHead) => deps.publicRead && authorization === undefined && !isClosing
  const fastPath = cache && createFastPath({ ...limiter, cache, sendCached, isAdmitted })
  const overload = createOverload({
    ...deps.overload,
    publicUrl: site.publicUrl,
    requestIdOf,
    allowedOrigin,
    isExempt: url => cache?.byTarget(url) !== undefined || isForOperators(url),
    canWait: isPatient,
    load: store,
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
        // Node.js would answer with an empty 400. A hook refuses the request with a problem.
        requireHostHeader: false,
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
  app.setErrorHandler(errorHandler(errorOptions))
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  acceptJson(app, limits.jsonDepth)
  store.onDamage(error =>
    app.log.error({ code: error.code, hint: error.hint, err: error.cause ?? error }, error.message),
  )
  app.addHook('preClose', async () => {
    isClosing = true
  })
  return { app, recordAccess }
}

/**
 * Whether a request counts a view, which browsers send in the background, and only once, or opens a stream: `EventSource` does
 * not try again after an error (HTML, section 9.2.3).
 */
function isPatient({ method, url = '' }: IncomingMessage): boolean {
  if (method === 'POST') return /^\/v1\/articles\/[^/?]+\/views$/.test(url)
  return /^\/v1\/stream(\?|$)/.test(url)
}

/** Health checks and metrics are answered under any load. */
function isForOperators(url: string): boolean {
  return url.startsWith('/health/') || url.startsWith('/metrics')
}
