import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Fills, Flight } from './fill.ts'
import type { Send } from './send.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The answer that this request makes for all who wait for it. */
    flight: Flight | undefined
  }
}

/**
 * Answers the routes of its scope from memory, where the answer is there, and makes one that is not once for all who
 * wait for it. Only for routes whose answer follows from the address alone, and that answer through `answer`.
 */
export const cachePlugin = fp<{ fills: Fills; send: Send }>(async (app, { fills, send }) => {
  app.decorateRequest('flight')
  app.addHook('preHandler', async (request, reply) => {
    // Drafts are for who has their address: they are neither kept nor looked for.
    if (request.preview) return undefined
    const begun = await fills.begin(request.originalUrl, keyOf(request))
    if ('entry' in begun) return send(request, reply, begun.entry)
    request.flight = begun.flight
    return undefined
  })
  // An answer that was kept has ended already; this is for errors and redirects, and for readers that left.
  app.addHook('onSend', async request => fills.end(request.flight))
  app.addHook('onResponse', async request => fills.end(request.flight))
})

function keyOf({ routeOptions, params, query }: FastifyRequest): string {
  // Without a schema nothing reads the query.
  return answerKey(routeOptions.url ?? '', params, routeOptions.schema?.querystring ? query : {})
}

/** What an answer follows from: the route and its parameters as they were validated, in one order. */
export function answerKey(route: string, params: unknown, query: unknown): string {
  return `${route}\n${JSON.stringify(sorted(params))}\n${JSON.stringify(sorted(query))}`
}

function sorted(values: unknown): [string, unknown][] {
  return Object.entries(Object(values)).sort(([one], [other]) => (one < other ? -1 : 1))
}
