import type { FastifyRequest } from 'fastify'
import { networkOf } from './client-address.ts'

export type ConcurrencyBounds = {
  /** Maximum over all clients. */
  max: number
  maxPerClient: number
}

/** A limit on operations that run at the same time, in total and per client. */
export type ConcurrencyLimit = {
  /** Number of running operations. */
  running(): number
  /** Starts an operation; `release` ends it. Returns which limit is reached if it is refused. */
  acquire(client: string): { release: () => void } | { refusedBy: 'all' | 'client' }
}

export function createConcurrencyLimit({ max, maxPerClient }: ConcurrencyBounds): ConcurrencyLimit {
  const held = new Map<string, number>()
  let total = 0
  return {
    running: () => total,
    acquire(client) {
      const own = held.get(client) ?? 0
      if (own >= maxPerClient) return { refusedBy: 'client' }
      if (total >= max) return { refusedBy: 'all' }
      held.set(client, own + 1)
      total += 1
      let isHeld = true
      return {
        release() {
          if (!isHeld) return
          isHeld = false
          total -= 1
          const left = (held.get(client) ?? 1) - 1
          if (left > 0) held.set(client, left)
          else held.delete(client)
        },
      }
    },
  }
}

/** The client of a request: its key, else its address or IPv6 /64 network. */
export function clientOf({ caller, clientAddress }: FastifyRequest): string {
  return caller ? `key ${caller.keyId}` : `address ${networkOf(clientAddress)}`
}
