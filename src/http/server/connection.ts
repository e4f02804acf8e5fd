import type { Server, ServerResponse } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../domain/instant.ts'
import { networkOf, peerOf } from '../access/client-address.ts'
import { createSample } from '../access/sample-log.ts'

export type ConnectionBounds = {
  /** Connections of this process. */
  most: number
  /** Connections of one address; an IPv6 network of 64 bits counts as one. */
  mostPerAddress: number
  /** Whether connections of this address are not bounded per address, because many clients share it. */
  isTrusted: (address: string) => boolean
}

/**
 * Bounds the open connections of a server. A connection beyond a bound is closed without an answer: answering would take
 * what the bound protects.
 *
 * @param refused called with the address for each connection that is closed
 */
export function boundConnections(
  server: Server,
  { most, mostPerAddress, isTrusted }: ConnectionBounds,
  refused: (address: string) => void,
): void {
  const counts = new Map<string, number>()
  server.maxConnections = most
  server.on('drop', data => refused(data?.remoteAddress ?? ''))
  server.on('connection', socket => {
    const address = peerOf(socket)
    if (isTrusted(address)) return
    const owner = networkOf(address)
    const count = counts.get(owner) ?? 0
    if (count >= mostPerAddress) {
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
  const sample = createSample(clock)
  return address =>
    sample(skipped =>
      log().warn({ address, skipped, hint: 'See MAX_CONNECTIONS and TRUSTED_PROXIES.' }, 'too many connections'),
    )
}

/**
 * Destroys a response when its socket was idle for too long while bytes wait for the reader. A response whose bytes are
 * still being made is not affected. Node.js restarts the time whenever the system takes further bytes.
 */
export function destroyUnread(this: ServerResponse): void {
  if (this.writableLength > 0 || (this.socket?.writableLength ?? 0) > 0) this.destroy()
}
