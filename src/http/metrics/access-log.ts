import type { FastifyBaseLogger } from 'fastify'

/** A request in the access log. It has no address or query, which may contain a preview token. */
export type Access = {
  requestId: string
  method: string
  route: string
  status: number
  bytes: number | undefined
  seconds: number
  cache: 'hit' | 'miss' | 'none'
}

export type LogAccess = (access: Access) => void

export function createAccessLog(log: () => FastifyBaseLogger): LogAccess {
  return ({ seconds, ...access }) => log().info({ ...access, milliseconds: Math.round(seconds * 1e6) / 1e3 }, 'request')
}
