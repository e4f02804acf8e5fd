import type { FastifyRequest } from 'fastify'
import { networkOf } from './client-address.ts'

export type ConcurrencyBounds = {
  /** Maximum over all clients. */
  most: number
  mostPerClient: number
}

/** A limit on operations that run at the same time, in total and per client. */
export type ConcurrencyLimit = {
  /** Starts an operation; `release` ends it. Returns which limit is reached if it is refused. */
  acquire(client: string): { release: () => void } | { refusedBy: 'all' | 'client' }
}

export function createConcurrencyLimit({ most, mostPerClient }: ConcurrencyBounds): ConcurrencyLimit {
  const held = new Map<string, number>()
  let total = 0
  return {
    acquire(client) {
      const own = held.get(client) ?? 0
      if (own >= mostPerClient) return { refusedBy: 'client' }
      if (total >= most) return { refusedBy: 'all' }
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
