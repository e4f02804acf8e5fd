import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { LogAccess } from './access-log.ts'
import type { RequestMetrics } from './request-metrics.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the response came from memory; `none` = the route is not cached. */
    cacheState: 'hit' | 'miss' | 'none'
  }
}

/** Counts and logs the requests that Fastify handles. */
export const metricsPlugin = fp<{ requests: RequestMetrics; logAccess: LogAccess | undefined }>(
  async (app, { requests, logAccess }) => {
    app.decorateRequest('cacheState', 'none')
    app.addHook('onResponse', async (request, reply) => {
      const { method, cacheState } = request
      const route = routeOf(request)
      const seconds = reply.elapsedTime / 1000
      if (cacheState === 'hit') requests.cache.hits += 1
      if (cacheState === 'miss') requests.cache.misses += 1
      requests.of(method, route).add(reply.statusCode, seconds)
      logAccess?.({
        requestId: request.id,
        method,
        route,
        status: reply.statusCode,
        bytes: bytesOf(reply),
        seconds,
        cache: cacheState,
      })
    })
  },
)

/** Addresses without a route share one name, so that requests cannot create metrics. */
function routeOf({ is404, routeOptions }: FastifyRequest): string {
  return is404 || routeOptions.url === undefined ? 'none' : routeOptions.url
}

/** Undefined for a response that was sent in parts. */
function bytesOf(reply: FastifyReply): number | undefined {
  const length = reply.getHeader('content-length')
  return length === undefined ? undefined : Number(length)
}
