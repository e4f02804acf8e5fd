import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../domain/instant.ts'
import { chooseCoding, type Entry, isKnown, isSettled, lastModified } from './cache/entry.ts'
import type { ResponseCache } from './cache/response-cache.ts'
import type { SendTools } from './cache/send.ts'
import { type RequestHead, readHead } from './request-head.ts'
import type { RequestIdOf } from './request-id.ts'

/** Answers from memory, or hands the request on. */
export type Hit = (request: IncomingMessage, response: ServerResponse, pass: Pass) => void

export type Pass = (request: IncomingMessage, response: ServerResponse) => void

export type HitTools = SendTools & {
  cache: ResponseCache
  clock: Clock
  requestIdOf: RequestIdOf
  /** The `Access-Control-Allow-Origin` for a request's `Origin`. */
  allowedOrigin: (origin: string | undefined) => string | undefined
  /** Access: whether this is answered to whoever asks. All others are judged behind. */
  isAdmitted: (head: RequestHead) => boolean
  /** Takes from the budget of hits; false = too many, which is answered behind. */
  mayHit: (request: IncomingMessage) => boolean
}

/**
 * The answer from memory, given before Fastify sees the request: CORS, access, budget, freshness, answer. It is the
 * answer that the route gave, byte for byte, but for what is of the single request. A target is not parsed: it is known
 * here only when the same one, as sent, was found valid before.
 */
export function createHit(tools: HitTools): Hit {
  const { cache, isAdmitted, mayHit } = tools
  const give = createGive(tools)

  function fresh(): boolean | Promise<void> {
    try {
      return cache.isCurrent() || cache.refresh()
    } catch {
      // The route meets the same store, and has words for it.
      return false
    }
  }

  return (request, response, pass) => {
    const { method, url = '' } = request
    if ((method !== 'GET' && method !== 'HEAD') || !cache.named(url)) return pass(request, response)
    const head = readHead(request.rawHeaders)
    if (!head || head.isGuarded || !isAdmitted(head) || !mayHit(request)) return pass(request, response)
    const state = fresh()
    const answer = () => {
      const entry = cache.named(url)
      if (entry) give(request, response, head, entry)
      else pass(request, response)
    }
    if (state === true) answer()
    else if (state === false) pass(request, response)
    else void state.then(answer, () => pass(request, response))
  }
}

type Give = (request: IncomingMessage, response: ServerResponse, head: RequestHead, entry: Entry) => void

function createGive({ clock, requestIdOf, accepted, want, allowedOrigin }: HitTools): Give {
  /** Names and values of an answer, made once; the first two values are filled in for each request. */
  function prepared(entry: Entry, kind: keyof Entry['heads']): string[] {
    const known = entry.heads[kind]
    if (known) return known
    const now = clock().getTime()
    const made = ['x-request-id', '', 'access-control-allow-origin', '', ...sharedOf(entry, kind)]
    if (kind !== 'notModified') {
      const length = String((entry.bodies[kind] ?? entry.bodies.identity).byteLength)
      made.push(...entry.own, ...lastModified(entry, now), 'content-length', length)
      if (kind !== 'identity') made.push('content-encoding', kind)
    }
    // Until the second of the change is over, its date is not the last word.
    if (isSettled(entry.modified, now)) entry.heads[kind] = made
    return made
  }

  return (request, response, head, entry) => {
    if (entry.uses < 3) entry.uses += 1
    const isOld = !head.isConditional || !isKnown(entry, head, clock().getTime())
    const coding = isOld
      ? chooseCoding(entry, accepted(head['accept-encoding']), better => want(entry, better))
      : undefined
    const headers = prepared(entry, coding ?? 'notModified')
    headers[1] = requestIdOf(head['x-request-id'])
    const origin = allowedOrigin(head.origin)
    headers[3] = origin ?? ''
    response.writeHead(coding ? 200 : 304, origin === undefined ? headers.toSpliced(2, 2) : headers)
    response.end(coding && request.method !== 'HEAD' ? entry.bodies[coding] : undefined)
  }
}

/** Without the digest where the bytes are coded: it is of what they were before. */
function sharedOf({ shared }: Entry, kind: keyof Entry['heads']): readonly string[] {
  const at = kind === 'br' || kind === 'gzip' ? shared.indexOf('repr-digest') : -1
  return at < 0 ? shared : shared.toSpliced(at, 2)
}
