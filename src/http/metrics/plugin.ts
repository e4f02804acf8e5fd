import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Access, RecordAccess } from './access-log.ts'
import type { RequestMetrics } from './request-metrics.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the response came from memory; `none` = the route is not cached. */
    cacheState: 'hit' | 'miss' | 'none'
  }
}

/** What nginx logs for a request whose client has gone. */
const clientClosed = 499

/** Counts and records the requests that Fastify handles. */
export const metricsPlugin = fp<{ requests: RequestMetrics; recordAccess: RecordAccess | undefined }>(
  async (app, { requests, recordAccess }) => {
    app.decorateRequest('cacheState', 'none')
    app.addHook('onResponse', async (request, reply) => {
      const { method, cacheState } = request
      if (cacheState === 'hit') requests.cache.hits += 1
      if (cacheState === 'miss') requests.cache.misses += 1
      requests.of(method, routeOf(request)).add(reply.statusCode, secondsOf(request, reply))
    })
    if (recordAccess) recordEnds(app, recordAccess)
  },
)

/** Records each request once: when its response was sent, or when its client has gone. */
function recordEnds(app: FastifyInstance, recordAccess: RecordAccess): void {
  app.addHook('onRequest', async (request, reply) => {
    const { socket } = request.raw
    const before = socket.bytesWritten
    reply.raw.once('close', () => {
      const { writableFinished, headersSent } = reply.raw
      const length = writableFinished ? lengthOf(reply) : undefined
      const access: Access = {
        requestId: request.id,
        method: request.method,
        route: routeOf(request),
        status: headersSent ? reply.statusCode : clientClosed,
        bytes: headersSent ? (length ?? socket.bytesWritten - before) : 0,
        seconds: secondsOf(request, reply),
        cache: request.cacheState,
        ...(!writableFinished && { aborted: true }),
      }
      recordAccess(access, request.raw)
    })
  })
}

/** Seconds since a request arrived. Fastify counts from when it got the request. */
function secondsOf(request: FastifyRequest, reply: FastifyReply): number {
  return ((request.raw.waitedMs ?? 0) + reply.elapsedTime) / 1000
}

/** Addresses without a route share one name, so that requests cannot create metrics. */
function routeOf({ is404, routeOptions }: FastifyRequest): string {
  return is404 || routeOptions.url === undefined ? 'none' : routeOptions.url
}

/** Length of the body; undefined for a response that was sent in parts. */
function lengthOf(reply: FastifyReply): number | undefined {
  const length = reply.getHeader('content-length')
  if (length !== undefined) return Number(length)
  return reply.statusCode === 204 || reply.statusCode === 304 ? 0 : undefined
}
