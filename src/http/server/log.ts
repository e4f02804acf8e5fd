import Fastify, { type FastifyBaseLogger, type FastifyServerOptions } from 'fastify'

export type Log = FastifyBaseLogger

/** Creates a log like the server's, for a process that serves no requests itself. */
export function createLog(logger: FastifyServerOptions['logger'] & object): Log {
  return Fastify({ logger }).log
}
