import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Fills } from './fill.ts'
import type { Send } from './send.ts'

/**
 * Answers the routes of its scope from memory, where the answer is there, and makes one that is not once for all who
 * wait for it. Only for routes whose answer follows from the address alone, and that answer through `answer`.
 */
export const cachePlugin = fp<{ fills: Fills; send: Send }>(async (app, { fills, send }) => {
  app.addHook('preHandler', async (request, reply) => {
    // Drafts are for who has their address: they are neither kept nor looked for.
    if (request.preview) return undefined
    const entry = await fills.begin(request, keyOf(request))
    return entry && send(request, reply, entry)
  })
  // An answer that was kept has ended already; this is for errors and redirects, and for readers that left.
  app.addHook('onSend', async request => fills.end(request))
  app.addHook('onResponse', async request => fills.end(request))
})

/** What the answer follows from: the route and its parameters as they were validated, in one order. */
function keyOf({ routeOptions, params, query }: FastifyRequest): string {
  // Without a schema nothing reads the query.
  const read = routeOptions.schema?.querystring ? sorted(query) : []
  return `${routeOptions.url}\n${JSON.stringify(sorted(params))}\n${JSON.stringify(read)}`
}

function sorted(values: unknown): [string, unknown][] {
  return Object.entries(Object(values)).sort(([one], [other]) => (one < other ? -1 : 1))
}
