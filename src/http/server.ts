import { createServer, type ServerOptions } from 'node:http'
import type { FastifyServerFactory } from 'fastify'
import type { Hit } from './hit.ts'

/** Node.js's server for Fastify, with the answers from memory in front. */
export function serverWith(hit: Hit | undefined, options: ServerOptions): FastifyServerFactory {
  return handler => createServer(options, hit ? (request, response) => hit(request, response, handler) : handler)
}
