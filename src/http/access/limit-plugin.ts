import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { AppError } from '../../domain/error.ts'
import { isPublic, keepPrivate } from '../problem/header.ts'
import { refused } from './limit-description.ts'
import type { Drawn, Limiter } from './limiter.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route costs nobody's budget: whoever runs the server asks it. */
    isUnlimited?: boolean
  }
  interface FastifyRequest {
    /** The budget that the request drew on. */
    drawn: Drawn | undefined
    /** Takes more from that budget, where there is one. */
    charge(units: number): void
  }
}

type Options = {
  limiter: Limiter
  /** Whether memory has the answer to a GET of this target. */
  isCached(target: string): boolean
}

/**
 * Grants each client what it may ask for (draft-ietf-httpapi-ratelimit-headers-10). Our own, because the answers from
 * memory are given before Fastify, where none of its plugins sees them, and the two must count as one.
 *
 * The headers stand where they are true for whoever reads them: never on an answer that shared caches keep.
 */
export const limitPlugin = fp<Options>(async (app, { limiter, isCached }) => {
  app.decorateRequest('drawn')
  app.decorateRequest('charge', function (this: FastifyRequest, units: number) {
    // Answers from memory cost what they cost, whatever their size.
    if (this.drawn && this.drawn.policy !== 'hits' && units > 0) this.drawn = limiter.charge(this.drawn, units)
  })
  app.addHook('onRoute', route => {
    const { schema, config } = route
    if (!schema || schema.hide || config?.isUnlimited) return
    route.schema = { ...schema, response: { ...Object(schema.response), 429: refused } }
  })
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.isUnlimited || request.method === 'OPTIONS') return
    const drawn = limiter.draw(request.raw, request.caller, isHit(request, isCached))
    if (!drawn) return
    request.drawn = drawn
    // At once, also for what is sent past Fastify.
    if (request.caller) show(reply, drawn)
    if (!drawn.isGiven) throw refusal(drawn)
  })
  app.addHook('onSend', async ({ drawn, caller }, reply) => {
    if (!drawn) return
    if (isPublic(reply) && !caller) return
    show(reply, drawn)
    if (isPublic(reply)) keepPrivate(reply)
  })
})

/** Whether memory has the answer. Budgets come before freshness: nobody waits for the store to learn that it is too much. */
function isHit({ method, originalUrl }: FastifyRequest, isCached: Options['isCached']): boolean {
  return (method === 'GET' || method === 'HEAD') && isCached(originalUrl)
}

function show(reply: FastifyReply, { policy, rate, left, resetSeconds }: Drawn): void {
  reply
    .header('ratelimit-policy', `"${policy}";q=${rate.requests};w=${rate.perSeconds}`)
    .header('ratelimit', `"${policy}";r=${left};t=${resetSeconds}`)
}

function refusal({ rate, retrySeconds }: Drawn): AppError {
  const detail = `Granted are ${rate.requests} requests in ${rate.perSeconds} seconds. The next one is in ${retrySeconds}.`
  return new AppError('rate-limited', detail, { retryAfter: retrySeconds })
}
