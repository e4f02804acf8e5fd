import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { AppError } from '../../domain/error.ts'
import { isPublic, keepPrivate } from '../problem/header.ts'
import { tooManyRequests } from './limit-description.ts'
import type { DrawnBudget, Limiter } from './limiter.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route has no rate limit: for health checks of the operator. */
    isUnlimited?: boolean
  }
  interface FastifyRequest {
    /** The budget that the request drew on. */
    drawn: DrawnBudget | undefined
    /** Charges that budget, if there is one. */
    charge(units: number): void
  }
}

type Options = {
  limiter: Limiter
  /** Whether the response to a GET of this target is cached. */
  isCached(target: string): boolean
}

/**
 * Limits the request rate of each client (draft-ietf-httpapi-ratelimit-headers-10). Not @fastify/rate-limit, because no
 * Fastify plugin sees the cached responses that are sent before Fastify, and both must count as one.
 *
 * The headers are never set on a response that shared caches store, where they would be wrong for other clients.
 */
export const limitPlugin = fp<Options>(async (app, { limiter, isCached }) => {
  app.decorateRequest('drawn')
  app.decorateRequest('charge', function (this: FastifyRequest, units: number) {
    // Cached responses cost the same, whatever their size.
    if (this.drawn && this.drawn.policy !== 'hits' && units > 0) this.drawn = limiter.charge(this.drawn, units)
  })
  app.addHook('onRoute', route => {
    const { schema, config } = route
    if (!schema || schema.hide || config?.isUnlimited) return
    route.schema = { ...schema, response: { ...Object(schema.response), 429: tooManyRequests } }
  })
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.isUnlimited || request.method === 'OPTIONS') return
    const drawn = limiter.draw(request.raw, request.caller, isHit(request, isCached))
    if (!drawn) return
    request.drawn = drawn
    // Set now, because a stream does not run the `onSend` hook.
    if (request.caller) show(reply, drawn)
    if (!drawn.isGranted) throw refusal(drawn)
  })
  app.addHook('onSend', async ({ drawn, caller }, reply) => {
    if (!drawn) return
    if (isPublic(reply) && !caller) return
    show(reply, drawn)
    if (isPublic(reply)) keepPrivate(reply)
  })
})

/** Whether the response is cached, even if outdated: the limit is checked before the store is asked. */
function isHit({ method, originalUrl }: FastifyRequest, isCached: Options['isCached']): boolean {
  return (method === 'GET' || method === 'HEAD') && isCached(originalUrl)
}

function show(reply: FastifyReply, { policy, rate, left, resetSeconds }: DrawnBudget): void {
  reply
    .header('ratelimit-policy', `"${policy}";q=${rate.requests};w=${rate.perSeconds}`)
    .header('ratelimit', `"${policy}";r=${left};t=${resetSeconds}`)
}

function refusal({ rate, retrySeconds }: DrawnBudget): AppError {
  const detail = `The limit is ${rate.requests} requests in ${rate.perSeconds} seconds. Try again in ${retrySeconds} seconds.`
  return new AppError('rate-limited', detail, { retryAfter: retrySeconds })
}
