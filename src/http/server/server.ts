import type { ServerOptions } from 'node:http'
import { createRequire } from 'node:module'
import type { FastifyServerFactory } from 'fastify'
import { boundConnections, type ConnectionBounds, destroyUnread } from './connection.ts'
import type { Front } from './hit.ts'

type Options = {
  server: ServerOptions
  connections: ConnectionBounds
  /** Milliseconds that a response may wait for its reader without a byte being taken. */
  writeMs: number
  /** Called with the address of a connection that was closed because there are too many. */
  refused: (address: string) => void
}

/** Node.js's server for Fastify, with what is answered before it in front. */
export function serverWith(
  front: Front,
  { server: options, connections, writeMs, refused }: Options,
): FastifyServerFactory {
  // An import would make all that the module exports, and load a client for HTTP and WebSockets that nothing uses.
  const { createServer }: typeof import('node:http') = createRequire(import.meta.url)('node:http')
  return handler => {
    const server = createServer(options, (request, response) => {
      response.on('timeout', destroyUnread)
      // Node.js sets it for the second request of a connection on.
      if (request.socket.timeout === 0) request.socket.setTimeout(writeMs)
      front(request, response, handler)
    })
    server.timeout = writeMs
    // A connection that has not sent a request yet is answered 408 in its time.
    server.on('connection', socket => socket.setTimeout(0))
    boundConnections(server, connections, refused)
    return server
  }
}
