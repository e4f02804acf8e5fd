import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../../domain/error.ts'
import type { RequestIdOf } from '../message/request-id.ts'
import { commonHeaders } from '../problem/header.ts'
import { problemOf, problemType } from '../problem/problem.ts'
import type { RequestHandler } from './hit.ts'

export type OverloadBounds = {
  /** Milliseconds of one turn of the event loop that may go to requests which memory cannot answer. */
  turnMs: number
  /** Seconds after which a refused client may try again. */
  retrySeconds: number
}

type Options = OverloadBounds & {
  publicUrl: string
  requestIdOf: RequestIdOf
  /** The `Access-Control-Allow-Origin` for a request's `Origin`. */
  allowedOrigin(origin: string | undefined): string | undefined
  /** Whether the request is never refused: memory answers it, or an operator sends it. */
  isExempt(url: string): boolean
  /** Milliseconds for which the first waiting operation has waited for the database: see `LoadStore`. */
  waitMs(): number
  /** Called for each refused request. */
  refused(method: string): void
}

/** Passes a request on, or refuses it. */
export type Overload = (request: IncomingMessage, response: ServerResponse, next: RequestHandler) => void

/**
 * Refuses requests that the process cannot answer soon. The store is read and written on the event loop, so requests wait in
 * the kernel while a turn of the loop runs, and the length of a turn is the wait of the next requests. When the previous turn
 * took longer than `turnMs`, the rest of a turn that does so too is refused. A burst of one turn is answered completely.
 * With PostgreSQL, turns are short, and requests wait for a connection. While one has waited longer than `turnMs`, requests
 * that arrive are refused.
 *
 * It works before Fastify, because a refusal must cost much less than an answer.
 */
export function createOverload(options: Options): Overload {
  const { turnMs, isExempt, waitMs } = options
  let startedAt: number | undefined
  let wasLong = false

  function endTurn(): void {
    wasLong = startedAt !== undefined && performance.now() - startedAt > turnMs
    startedAt = undefined
  }

  return (request, response, next) => {
    if (isExempt(request.url ?? '')) return next(request, response)
    if (waitMs() > turnMs) return refuse(request, response, options)
    const now = performance.now()
    if (startedAt === undefined) {
      startedAt = now
      // Runs after the requests that have arrived, and before those that arrive meanwhile.
      setImmediate(endTurn)
    } else if (wasLong && now - startedAt > turnMs) return refuse(request, response, options)
    return next(request, response)
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, options: Options): void {
  const { publicUrl, requestIdOf, allowedOrigin, retrySeconds, refused } = options
  const { method = '', url = '', headers } = request
  const requestId = requestIdOf(headers['x-request-id'])
  const instance = url.split('?', 1)[0] ?? '/'
  const body = Buffer.from(JSON.stringify(problemOf(overloaded(retrySeconds), { publicUrl, instance, requestId })))
  const origin = allowedOrigin(headers.origin)
  response.writeHead(503, {
    ...commonHeaders,
    ...(origin !== undefined && {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'Retry-After, X-Request-Id',
    }),
    // The body of a write was not read: the connection could not be used for another request before its end.
    ...(hasBody(headers) && { connection: 'close' }),
    'cache-control': 'no-store',
    'content-length': body.length,
    'content-type': problemType,
    'retry-after': String(retrySeconds),
    'x-request-id': requestId,
  })
  response.end(method === 'HEAD' ? undefined : body)
  refused(method)
}

/** The refusal of a request. */
export function overloaded(retrySeconds: number): AppError {
  return new AppError('overloaded', 'The server has more requests than it can answer.', { retryAfter: retrySeconds })
}

function hasBody(headers: IncomingMessage['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
