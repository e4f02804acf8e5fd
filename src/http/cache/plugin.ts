import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Send } from './send.ts'
import type { PendingFetch, SingleFlight } from './single-flight.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The response that this request builds for itself and for all requests that wait for it. */
    pendingFetch: PendingFetch | undefined
  }
}

/**
 * Serves the routes of its scope from the cache, and builds a missing response once for all requests that wait for it.
 * Only for routes whose response depends on the address alone and that send it with `respond`.
 */
export const cachePlugin = fp<{ singleFlight: SingleFlight; send: Send }>(async (app, { singleFlight, send }) => {
  app.decorateRequest('pendingFetch')
  app.addHook('preHandler', async (request, reply) => {
    // Previews are never cached.
    if (request.preview) return undefined
    const started = await singleFlight.begin(request.originalUrl, keyOf(request))
    request.cacheState = 'entry' in started ? 'hit' : 'miss'
    if ('entry' in started) return send(request, reply, started.entry)
    request.pendingFetch = started.pendingFetch
    return undefined
  })
  // For errors, redirects and clients that disconnected: other requests must not wait for them.
  app.addHook('onSend', async request => singleFlight.abandon(request.pendingFetch))
  app.addHook('onResponse', async request => singleFlight.abandon(request.pendingFetch))
})

function keyOf({ routeOptions, params, query }: FastifyRequest): string {
  // A route without a query schema does not read the query.
  return cacheKey(routeOptions.url ?? '', params, routeOptions.schema?.querystring ? query : {})
}

/** Identifies a response: the route and its validated parameters, sorted. */
export function cacheKey(route: string, params: unknown, query: unknown): string {
  return `${route}\n${JSON.stringify(sorted(params))}\n${JSON.stringify(sorted(query))}`
}

function sorted(values: unknown): [string, unknown][] {
  return Object.entries(Object(values)).sort(([one], [other]) => (one < other ? -1 : 1))
}
