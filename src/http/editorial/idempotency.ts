import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { z } from 'zod'
import { actorOf } from '../../domain/access/caller.ts'
import { AppError } from '../../domain/error.ts'
import { type Clock, now } from '../../domain/instant.ts'
import type { Answered, IdempotencyStore, Repeatable } from '../../domain/store/idempotency-store.ts'
import { callerIn } from '../access/auth.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether POST takes `Idempotency-Key`; `refused` where the answer holds a secret. */
    idempotency?: 'taken' | 'refused'
  }
  interface FastifyRequest {
    /** What the answer is kept under. */
    idempotent: (Repeatable & { after?: Uint8Array }) | undefined
  }
}

/** `Idempotency-Key` in the description of a route. */
export const idempotencyKey = {
  'idempotency-key': z.string().optional().meta({
    description:
      'A string in quotes that is new for every new request. The same key and request within 24 hours is answered as the first time.',
  }),
}

/**
 * Answers a repeated request as the first time (draft-ietf-httpapi-idempotency-key-header). The answer was kept in the
 * transaction of its write: a crash leaves both or none.
 */
export const idempotencyPlugin = fp<{ store: IdempotencyStore; clock: Clock }>(async (app, { store, clock }) => {
  const running = new Set<string>()
  app.decorateRequest('idempotent')

  // Behind the route's own hooks: what a route takes in as a stream is its body by then.
  app.addHook('onRoute', (route: RouteOptions) => {
    if (route.config?.idempotency) route.preHandler = [route.preHandler ?? [], begin].flat()
  })

  async function begin(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const how = request.routeOptions.config.idempotency
    const given = request.headers['idempotency-key']
    if (!how || given === undefined) return undefined
    if (how === 'refused')
      throw invalid('The answer holds a secret that is not kept: “Idempotency-Key” is not taken here.')
    const asked = { owner: actorOf(callerIn(request)), key: keyOf(given), requestHash: hashOf(request) }
    const kept = await store.answered(asked.owner, asked.key, now(clock))
    if (kept && kept.requestHash !== asked.requestHash) {
      throw new AppError('idempotency-mismatch', 'The idempotency key was sent with another request before.')
    }
    if (kept?.answer) return sendAnswered(reply, kept.answer)
    const place = JSON.stringify([asked.owner, asked.key])
    if (running.has(place))
      throw new AppError('idempotency-running', 'The first request with this key is still running.')
    running.add(place)
    reply.raw.once('close', () => running.delete(place))
    request.idempotent = kept?.unfinished ? { ...asked, after: kept.unfinished } : asked
    return undefined
  }
})

export function sendAnswered(reply: FastifyReply, { status, headers, body }: Answered): FastifyReply {
  return reply
    .code(status)
    .headers(headers)
    .send(status === 204 ? undefined : Buffer.from(body))
}

/** A structured field string (RFC 9651 section 3.3.3). */
function keyOf(given: string | string[]): string {
  const [, key] = /^\s*"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"\s*$/.exec(String(given)) ?? []
  if (key === undefined) throw invalid('“Idempotency-Key” is a string in quotes, of 1 to 255 characters of ASCII.')
  return key
}

function invalid(detail: string): AppError {
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'header', name: 'Idempotency-Key', code: 'invalid', detail }],
  })
}

function hashOf({ method, originalUrl, body, headers }: FastifyRequest): string {
  const person = headers['x-on-behalf-of']
  const said = [method, originalUrl, headers['if-match'] ?? '', body ?? null, ...(person === undefined ? [] : [person])]
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url')
}
