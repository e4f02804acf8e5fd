import type { ServerOptions } from 'node:http'
import { createRequire } from 'node:module'
import type { FastifyServerFactory } from 'fastify'
import type { Front } from './hit.ts'

/** Node.js's server for Fastify, with what is answered before it in front. */
export function serverWith(front: Front, options: ServerOptions): FastifyServerFactory {
  // An import would make all that the module exports, and load a client for HTTP and WebSockets that nothing uses.
  const { createServer }: typeof import('node:http') = createRequire(import.meta.url)('node:http')
  return handler => createServer(options, (request, response) => front(request, response, handler))
}
