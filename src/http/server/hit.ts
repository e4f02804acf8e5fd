import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ResponseCache } from '../cache/response-cache.ts'
import { type RequestHead, readHead } from '../message/request-head.ts'
import type { SendCached } from './send-cached.ts'

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void

export type HitTools = {
  sendCached: SendCached
  /** Whether anyone may read without a check by Fastify's hooks. */
  isAdmitted: (head: RequestHead) => boolean
  cache: ResponseCache
  /** Draws on the budget of cache hits; false = Fastify decides about the request. */
  mayHit: (request: IncomingMessage) => boolean
}

/** Answers a request before Fastify sees it, or calls `next`. */
export type FastPath = (request: IncomingMessage, response: ServerResponse, next: RequestHandler) => void

/**
 * Serves cached responses without Fastify. The response is the same, byte for byte, as that of the route, except for the
 * headers that belong to one request. The target is not parsed: it must equal one that was validated before.
 */
export function createFastPath({ cache, sendCached, isAdmitted, mayHit }: HitTools): FastPath {
  function refreshed(): boolean | Promise<void> {
    try {
      return cache.isCurrent() || cache.refresh()
    } catch {
      // The route reads the same store and reports the error.
      return false
    }
  }

  return (request, response, next) => {
    const { url = '' } = request
    if (!cache.byTarget(url)) return next(request, response)
    const head = readHead(request)
    if (!head || !isAdmitted(head) || !mayHit(request)) return next(request, response)
    const startedAt = performance.now()
    const state = refreshed()
    const respond = () => {
      const entry = cache.byTarget(url)
      if (!entry) return next(request, response)
      if (entry.uses < 3) entry.uses += 1
      sendCached(request, response, head, entry, startedAt)
    }
    if (state === true) respond()
    else if (state === false) next(request, response)
    else void state.then(respond, () => next(request, response))
  }
}
