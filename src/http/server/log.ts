import Fastify, { type FastifyBaseLogger, type FastifyServerOptions } from 'fastify'

export type Log = FastifyBaseLogger

/** The log of a server, for a process that leaves answering to others. */
export function createLog(logger: FastifyServerOptions['logger'] & object): Log {
  return Fastify({ logger }).log
}
