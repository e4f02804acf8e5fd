import { createServer, type ServerOptions } from 'node:http'
import type { FastifyServerFactory } from 'fastify'
import type { Front } from './hit.ts'

/** Node.js's server for Fastify, with what is answered before it in front. */
export function serverWith(front: Front, options: ServerOptions): FastifyServerFactory {
  return handler => createServer(options, (request, response) => front(request, response, handler))
}
