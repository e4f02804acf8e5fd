import fp from 'fastify-plugin'
import { isSafe } from '../server/method.ts'
import { overloaded } from '../server/overload.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the request is one of the writes that wait for the store. */
    isWaitingWrite: boolean
  }
}

export type WriteBounds = {
  /** Writes that may wait for the store at the same time. */
  max: number
  retrySeconds: number
}

/**
 * Bounds the writes that wait for the store, which is locked while another process writes. A write counts after its body
 * arrived and until its response is sent, so that a slow client holds no place.
 */
export const writeLimitPlugin = fp<WriteBounds>(async (app, { max, retrySeconds }) => {
  let waiting = 0
  app.decorateRequest('isWaitingWrite', false)
  app.addHook('preHandler', async request => {
    if (isSafe(request.method)) return
    if (waiting >= max) throw overloaded(retrySeconds)
    waiting += 1
    request.isWaitingWrite = true
  })
  const release = async (request: { isWaitingWrite: boolean }) => {
    if (request.isWaitingWrite) waiting -= 1
    request.isWaitingWrite = false
  }
  app.addHook('onSend', release)
  // For responses that are sent without `onSend`, and clients that disconnected.
  app.addHook('onResponse', release)
})
