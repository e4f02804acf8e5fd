import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'

/** A request that has ended. It has no address or query, which may contain a preview token. */
export type Access = {
  requestId: string
  method: string
  /** Template of the route; `none` if no route matches. */
  route: string
  /** 499 if the client closed the connection before there was a response. */
  status: number
  /** Of the body; of a response without `Content-Length`, what was written to the connection. */
  bytes: number
  seconds: number
  cache: 'hit' | 'miss' | 'none'
  /** Whether the client closed the connection before the end of the response. Streams end so. */
  aborted?: true
}

/** Receives each request when it has ended. */
export type RecordAccess = (access: Access, request: IncomingMessage) => void

export function createAccessLog(log: () => FastifyBaseLogger): RecordAccess {
  return ({ seconds, ...access }) => log().info({ ...access, milliseconds: Math.round(seconds * 1e6) / 1e3 }, 'request')
}

/** Calls several recorders; undefined if there is none. */
export function allOf(recorders: readonly (RecordAccess | undefined)[]): RecordAccess | undefined {
  const [first, second, ...more] = recorders.filter(one => one !== undefined)
  if (second === undefined) return first
  return (access, request) => {
    for (const record of [first, second, ...more]) record?.(access, request)
  }
}
