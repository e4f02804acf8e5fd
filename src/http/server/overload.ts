import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../../domain/error.ts'
import type { LoadStore } from '../../domain/store/load-store.ts'
import type { RequestIdOf } from '../message/request-id.ts'
import { commonHeaders } from '../problem/header.ts'
import { problemOf, problemType } from '../problem/problem.ts'
import type { RequestHandler } from './hit.ts'
import { createLine, type Waiting } from './line.ts'
import { isSafe } from './method.ts'

declare module 'node:http' {
  interface IncomingMessage {
    /** Milliseconds that the request has waited before Fastify got it. */
    waitedMs?: number
  }
}

declare module 'node:net' {
  interface Socket {
    /** When the connection was accepted, in milliseconds of `performance.now()`, until its first request. */
    acceptedAt?: number | undefined
  }
}

export type OverloadBounds = {
  /** Milliseconds that a request may wait for its turn: see `createLine`. */
  waitMs: number
  /** Seconds after which a refused client may try again. */
  retrySeconds: number
}

type Options = OverloadBounds & {
  publicUrl: string
  requestIdOf: RequestIdOf
  /** The `Access-Control-Allow-Origin` for a request's `Origin`. */
  allowedOrigin(origin: string | undefined): string | undefined
  /** Whether the request never waits: memory answers it, or an operator sends it. */
  isExempt(url: string): boolean
  /** Whether the request may wait longer than others, because its client does not repeat it. */
  canWait(request: IncomingMessage): boolean
  load: LoadStore
  /** Called for each refused request. */
  refused(method: string): void
}

/** Passes a request on, now or later, or refuses it. */
export type Overload = (request: IncomingMessage, response: ServerResponse, next: RequestHandler) => void

/** Requests that may wait, and those that may wait longer. More are refused at once: one connection may send thousands without waiting. */
const maxWaiting = 1000
/** Refusals of one turn of the event loop. More would make it long. */
const maxRefusals = 50
/** Milliseconds until requests are started that found the database busy. */
const pauseMs = 1
/** Milliseconds after its acceptance in which a connection is new. A client may also open connections long before it uses them. */
const openingMs = 1000

/**
 * Lets requests wait in a line, and refuses those that would wait too long. The store is read and written on the event loop, so
 * each turn of the loop starts one request. Turns stay short then, and requests that do not wait, such as those that memory
 * answers, are not held up. With PostgreSQL, no request is started while others wait for the database. Requests that may wait
 * longer are started when nothing else waits, and are not refused for waiting long.
 *
 * It works before Fastify, because a refusal must cost much less than an answer.
 */
export function createOverload(options: Options): Overload {
  const { waitMs, isExempt, canWait, load } = options
  const line = createLine(waitMs)
  /** Requests that may wait longer. */
  const others: Waiting[] = []
  // The stack of an error for each refusal would take a fifth of its time.
  const error = overloaded(options.retrySeconds)
  let advancedAt = 0
  let hasStarted = false
  let isPausing = false

  const waitingNow = () => line.length() + others.length

  /** Runs after the requests that have arrived, and before those that arrive meanwhile. */
  function endTurn(): void {
    hasStarted = false
    advance()
  }

  function endPause(): void {
    isPausing = false
    if (!hasStarted) advance()
  }

  /** The next request, unless the database is busy. One that waits for very long learns from the database why. */
  function startNext(): Waiting | undefined {
    const isBusy = load.isBusy()
    const isWriteBusy = isBusy || load.isWriteBusy()
    const stuckSince = advancedAt - waitMs * 2
    const mayStart = ({ isWrite, since }: Waiting) => since < stuckSince || !(isWrite ? isWriteBusy : isBusy)
    const first = line.start(advancedAt, mayStart)
    if (first) return first
    const [other] = others
    return other && mayStart(other) ? others.shift() : undefined
  }

  /** Refuses requests that wait for too long, and starts one of the others. */
  function advance(): void {
    advancedAt = performance.now()
    for (let count = 0; count < maxRefusals; count += 1) {
      const late = line.refuse(advancedAt)
      if (late === undefined) break
      refuse(late, error, options)
    }
    const started = startNext()
    if (started) {
      hasStarted = true
      setImmediate(endTurn)
      started.request.waitedMs = advancedAt - started.since
      started.next(started.request, started.response)
    } else if (waitingNow() > 0 && !isPausing) {
      isPausing = true
      setTimeout(endPause, pauseMs)
    }
  }

  return (request, response, next) => {
    if (isExempt(request.url ?? '')) return next(request, response)
    // While requests wait, those of this turn have waited in the kernel since the last one.
    const since = hasStarted || waitingNow() > 0 ? advancedAt : performance.now()
    const waiting = { request, response, next, isWrite: !isSafe(request.method), since }
    const { socket } = request
    const isFirst = socket.acceptedAt !== undefined && since - socket.acceptedAt < openingMs
    socket.acceptedAt = undefined
    const isPatient = canWait(request)
    // Each on its own: a flood of views must not get the other requests refused.
    if ((isPatient ? others.length : line.length()) >= maxWaiting) return refuse(waiting, error, options)
    if (isPatient) others.push(waiting)
    else line.arrive(waiting, isFirst)
    if (!hasStarted) advance()
  }
}

function refuse({ request, response }: Waiting, error: AppError, options: Options): void {
  const { publicUrl, requestIdOf, allowedOrigin, retrySeconds, refused } = options
  const { method = '', url = '', headers } = request
  const requestId = requestIdOf(headers['x-request-id'])
  const instance = url.split('?', 1)[0] ?? '/'
  const body = Buffer.from(JSON.stringify(problemOf(error, { publicUrl, instance, requestId })))
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
