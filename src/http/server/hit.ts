import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ResponseCache } from '../cache/response-cache.ts'
import { type RequestHead, readHead } from '../message/request-head.ts'
import type { Give } from './give.ts'

/** Answers before Fastify sees the request, or hands it on. */
export type Front = (request: IncomingMessage, response: ServerResponse, pass: Pass) => void

export type Pass = (request: IncomingMessage, response: ServerResponse) => void

export type HitTools = {
  give: Give
  /** Access: whether this is answered to whoever asks. All others are judged behind. */
  isAdmitted: (head: RequestHead) => boolean
  cache: ResponseCache
  /** Takes from the budget of hits; false = too many, which is answered behind. */
  mayHit: (request: IncomingMessage) => boolean
}

/**
 * The answer from memory: CORS, access, budget, freshness, answer. It is the answer that the route gave, byte for byte,
 * but for what is of the single request. A target is not parsed: it is known here only when the same one, as sent, was
 * found valid before.
 *
 * @param otherwise takes what is not in memory
 */
export function createHit({ cache, give, isAdmitted, mayHit }: HitTools, otherwise: Front): Front {
  function fresh(): boolean | Promise<void> {
    try {
      return cache.isCurrent() || cache.refresh()
    } catch {
      // The route meets the same store, and has words for it.
      return false
    }
  }

  return (request, response, pass) => {
    const { url = '' } = request
    if (!cache.named(url)) return otherwise(request, response, pass)
    const head = readHead(request)
    if (!head || !isAdmitted(head) || !mayHit(request)) return pass(request, response)
    const state = fresh()
    const answer = () => {
      const entry = cache.named(url)
      if (!entry) return pass(request, response)
      if (entry.uses < 3) entry.uses += 1
      give(request, response, head, entry)
    }
    if (state === true) answer()
    else if (state === false) pass(request, response)
    else void state.then(answer, () => pass(request, response))
  }
}
