import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { z } from 'zod'
import { actorOf } from '../../domain/access/caller.ts'
import { asBuffer } from '../../domain/buffer.ts'
import { AppError } from '../../domain/error.ts'
import { type Clock, now } from '../../domain/instant.ts'
import type {
  IdempotencyStore,
  IdempotentRequest,
  StoredResponse,
} from '../../domain/store/access/idempotency-store.ts'
import { callerIn } from '../access/auth.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route supports `Idempotency-Key`; `refused` if the response has a secret. */
    idempotency?: 'accepted' | 'refused'
  }
  interface FastifyRequest {
    /** The key that the response is stored under. */
    idempotent: (IdempotentRequest & { after?: Uint8Array }) | undefined
  }
}

/** Describes `Idempotency-Key`. */
export const idempotencyKey = {
  'idempotency-key': z.string().optional().meta({
    description:
      'A unique string in quotes. If you repeat a request with the same key within 24 hours, you get the response of the first request and nothing is done twice.',
  }),
}

/**
 * Returns the stored response to a repeated request (draft-ietf-httpapi-idempotency-key-header). The response is stored
 * in the transaction of the write, so a crash leaves both or none.
 */
export const idempotencyPlugin = fp<{ store: IdempotencyStore; clock: Clock }>(async (app, { store, clock }) => {
  const running = new Set<string>()
  app.decorateRequest('idempotent')

  // After the route's own hooks, which turn a streamed upload into the body.
  app.addHook('onRoute', (route: RouteOptions) => {
    if (route.config?.idempotency) route.preHandler = [route.preHandler ?? [], begin].flat()
  })

  async function begin(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const how = request.routeOptions.config.idempotency
    const given = request.headers['idempotency-key']
    if (!how || given === undefined) return undefined
    if (how === 'refused')
      throw invalid('“Idempotency-Key” is not supported here, because the response has a secret, which is not stored.')
    const asked = { owner: actorOf(callerIn(request)), key: keyOf(given), requestHash: hashOf(request) }
    const kept = await store.findResponse(asked.owner, asked.key, now(clock))
    if (kept && kept.requestHash !== asked.requestHash) {
      throw new AppError('idempotency-mismatch', 'The idempotency key was used for a different request.')
    }
    if (kept?.isErased) {
      throw new AppError('response-erased', 'The first request was done, but content of its response was erased since.')
    }
    if (kept?.answer) return sendStoredResponse(reply, kept.answer)
    const place = JSON.stringify([asked.owner, asked.key])
    if (running.has(place))
      throw new AppError('idempotency-running', 'The first request with this idempotency key is still running.')
    running.add(place)
    reply.raw.once('close', () => running.delete(place))
    request.idempotent = kept?.unfinished ? { ...asked, after: kept.unfinished } : asked
    return undefined
  }
})

export function sendStoredResponse(reply: FastifyReply, { status, headers, body }: StoredResponse): FastifyReply {
  return reply
    .code(status)
    .headers(headers)
    .send(status === 204 ? undefined : asBuffer(body))
}

/** A structured field string (RFC 9651 section 3.3.3). */
function keyOf(given: string | string[]): string {
  const [, key] = /^\s*"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"\s*$/.exec(String(given)) ?? []
  if (key === undefined) throw invalid('“Idempotency-Key” must be a string of 1 to 255 ASCII characters in quotes.')
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
