import { METHODS } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../domain/error.ts'

/** Notes the address of every route that is registered from now on, with `:name` where a part varies. */
export function addressTable(app: FastifyInstance): ReadonlySet<string> {
  const table = new Set<string>()
  app.addHook('onRoute', ({ url }) => {
    if (url !== '*') table.add(url)
  })
  return table
}

/**
 * Answers what an address does not take with 405, and OPTIONS with 204, both with `Allow` (RFC 9110 section 10.2.1).
 * Call it behind the last route.
 */
export function refuseOtherMethods(app: FastifyInstance, addresses: ReadonlySet<string>): void {
  for (const method of METHODS) {
    if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method)
  }
  for (const url of [...addresses]) {
    const taken = app.supportedMethods.filter(method => app.hasRoute({ method, url }))
    const allow = [...taken, 'OPTIONS'].sort().join(', ')
    app.route({
      method: app.supportedMethods.filter(method => method !== 'OPTIONS' && !taken.includes(method)),
      url,
      schema: { hide: true },
      onRequest: async (request, reply) => {
        reply.header('allow', allow)
        throw new AppError('method-not-allowed', `${request.method} is not taken here. Allowed are ${allow}.`)
      },
      handler: (_, reply) => reply.send(),
    })
    app.options(url, { schema: { hide: true } }, (_, reply) =>
      reply.code(204).header('allow', allow).header('cache-control', 'no-store').send(),
    )
  }
}
