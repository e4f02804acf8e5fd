import type { ServerOptions } from 'node:http'
import { createRequire } from 'node:module'
import type { FastifyServerFactory } from 'fastify'
import { boundConnections, type ConnectionBounds, destroyUnread } from './connection.ts'
import type { FastPath } from './hit.ts'
import type { Overload } from './overload.ts'

type Options = {
  server: ServerOptions
  connections: ConnectionBounds
  /** Milliseconds without progress after which a response that the client does not read is aborted. */
  writeMs: number
  /** Called with the address of each connection that is closed because there are too many. */
  refused: (address: string) => void
}

/**
 * Creates the Node.js server for Fastify.
 *
 * @param fastPath runs before Fastify; absent = Fastify handles every request
 * @param overload refuses requests that Fastify could not handle soon
 */
export function serverWith(
  fastPath: FastPath | undefined,
  overload: Overload,
  { server: options, connections, writeMs, refused }: Options,
): FastifyServerFactory {
  // An import would evaluate all exports of the module, and load an unused client for HTTP and WebSockets.
  const { createServer }: typeof import('node:http') = createRequire(import.meta.url)('node:http')
  return handler => {
    const handle: typeof handler = (request, response) => overload(request, response, handler)
    const server = createServer(options, (request, response) => {
      response.on('timeout', destroyUnread)
      // Node.js sets the timeout only from the second request of a connection on.
      if (request.socket.timeout === 0) request.socket.setTimeout(writeMs)
      if (fastPath) fastPath(request, response, handle)
      else handle(request, response)
    })
    // Without a listener, Node.js answers with an empty 417. A hook refuses the request with a problem.
    server.on('checkExpectation', handle)
    server.timeout = writeMs
    server.on('connection', socket => {
      // The request timeout (408) covers a connection that has not sent a request yet.
      socket.setTimeout(0)
      socket.acceptedAt = performance.now()
    })
    boundConnections(server, connections, refused)
    return server
  }
}
