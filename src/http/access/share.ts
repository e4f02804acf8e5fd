import type { FastifyRequest } from 'fastify'
import { networkOf } from './client-address.ts'

export type ShareBounds = {
  /** Of all clients together. */
  most: number
  mostPerClient: number
}

/** Something of which only so many may be held at once, and of these only so many by one client. */
export type Shares = {
  /** Takes one for a client; returns what gives it back, or which bound refuses it. */
  take(client: string): { release: () => void } | { refusedBy: 'all' | 'client' }
}

export function createShares({ most, mostPerClient }: ShareBounds): Shares {
  const held = new Map<string, number>()
  let total = 0
  return {
    take(client) {
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

/** The client that a request counts for: its key, else its address; an IPv6 network of 64 bits is one. */
export function clientOf({ caller, clientAddress }: FastifyRequest): string {
  return caller ? `key ${caller.keyId}` : `address ${networkOf(clientAddress)}`
}
