import type { Server, ServerResponse } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../domain/instant.ts'
import { networkOf, peerOf } from '../access/client-address.ts'
import { createLogLimiter } from '../access/log-limiter.ts'

export type ConnectionBounds = {
  /** Maximum number of connections to this process. */
  max: number
  /** Maximum number of connections per address; an IPv6 /64 network counts as one address. */
  maxPerAddress: number
  /** Whether an address is exempt from the limit per address, because many clients share it. */
  isTrusted: (address: string) => boolean
}

/**
 * Limits the open connections of a server. A connection above a limit is closed without a response, because a response
 * would cost the resources that the limit protects.
 *
 * @param refused called with the address for each connection that is closed
 */
export function boundConnections(
  server: Server,
  { max, maxPerAddress, isTrusted }: ConnectionBounds,
  refused: (address: string) => void,
): void {
  const counts = new Map<string, number>()
  server.maxConnections = max
  server.on('drop', data => refused(data?.remoteAddress ?? ''))
  server.on('connection', socket => {
    const address = peerOf(socket)
    if (isTrusted(address)) return
    const owner = networkOf(address)
    const count = counts.get(owner) ?? 0
    if (count >= maxPerAddress) {
      refused(address)
      return void socket.destroy()
    }
    counts.set(owner, count + 1)
    socket.once('close', () => {
      const left = (counts.get(owner) ?? 1) - 1
      if (left > 0) counts.set(owner, left)
      else counts.delete(owner)
    })
  })
}

/** Logs connections that are closed because there are too many, a few times a minute. */
export function createConnectionLog(clock: Clock, log: () => FastifyBaseLogger): (address: string) => void {
  const limited = createLogLimiter(clock)
  return address =>
    limited(skipped =>
      log().warn({ address, skipped, hint: 'See MAX_CONNECTIONS and TRUSTED_PROXIES.' }, 'too many connections'),
    )
}

/**
 * Destroys a response when its socket was idle for too long and unsent bytes are waiting. A response without waiting
 * bytes is not affected: the server is still producing it. Node.js restarts the timer whenever bytes are sent.
 */
export function destroyUnread(this: ServerResponse): void {
  if (this.writableLength > 0 || (this.socket?.writableLength ?? 0) > 0) this.destroy()
}
