import type { FastifyRequest } from 'fastify'
import { identityPlugin } from '../http/access/auth.ts'
import type { ClientAddress } from '../http/access/client-address.ts'
import { limitPlugin } from '../http/access/limit-plugin.ts'
import type { Limiter } from '../http/access/limiter.ts'
import { corsPlugin } from '../http/message/cors.ts'
import type { RecordAccess } from '../http/metrics/access-log.ts'
import { metricsPlugin } from '../http/metrics/plugin.ts'
import type { RequestMetrics } from '../http/metrics/request-metrics.ts'
import { setCommonHeaders } from '../http/problem/header.ts'
import { routeNotFound } from '../http/problem/not-found.ts'
import { messageFault, target, targetFault } from '../http/problem/target.ts'
import { collectRouteMethods, createMethodRefusal, hasEmptyParam } from '../http/server/method.ts'
import type { App, AppDeps } from './deps.ts'

export type RequestTools = {
  requests: RequestMetrics
  recordAccess: RecordAccess | undefined
  addressOf: ClientAddress
  limiter: Limiter
  /** Whether memory has the response for a target. */
  isCached(target: string): boolean
}

/** Registers what happens to every request before its route: counting, headers, CORS, keys, limits, and wrong addresses. */
export async function registerRequestHooks(app: App, deps: AppDeps, tools: RequestTools): Promise<void> {
  const { requests, recordAccess, addressOf, limiter, isCached } = tools
  const { store, clock, limits } = deps
  const routeMethods = collectRouteMethods(app)
  const refuse = createMethodRefusal(routeMethods)
  await app.register(metricsPlugin, { requests, recordAccess })
  app.addHook('onRequest', async (request, reply) => setCommonHeaders(request, reply))
  await app.register(corsPlugin, { origins: deps.corsOrigins })
  await app.register(identityPlugin, { store, clock, addressOf })
  await app.register(limitPlugin, { limiter, isCached })
  app.addHook('onRequest', async (request, reply) => {
    const fault = targetFault(request.originalUrl, limits.urlLength) ?? messageFault(request.raw)
    if (fault) throw fault
    return isNowhere(request) ? refuse(request, reply) : undefined
  })
  app.setNotFoundHandler(request => {
    throw routeNotFound(target(request).path, routeMethods.keys())
  })
}

/** Whether no route matches, or one with an empty parameter. */
function isNowhere({ is404, routeOptions, params }: FastifyRequest): boolean {
  return is404 || routeOptions.url === '*' || hasEmptyParam(params)
}
