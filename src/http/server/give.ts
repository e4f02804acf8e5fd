import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Coding } from '../cache/coding.ts'
import { type Entry, isKnown, isSettled, lastModified } from '../cache/entry.ts'
import type { SendTools } from '../cache/send.ts'
import type { RequestHead } from '../message/request-head.ts'
import type { RequestIdOf } from '../message/request-id.ts'

/**
 * Answers a request with an entry, past Fastify.
 *
 * @param sent told when the system has all of it
 */
export type Give = (
  request: IncomingMessage,
  response: ServerResponse,
  head: RequestHead,
  entry: Entry,
  sent?: () => void,
) => void

export type GiveTools = SendTools & {
  requestIdOf: RequestIdOf
  /** The `Access-Control-Allow-Origin` for a request's `Origin`. */
  allowedOrigin: (origin: string | undefined) => string | undefined
}

export function createGive({ clock, requestIdOf, encode, allowedOrigin }: GiveTools): Give {
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

  const give = (
    request: IncomingMessage,
    response: ServerResponse,
    head: RequestHead,
    entry: Entry,
    coding: Coding | undefined,
    sent: (() => void) | undefined,
  ) => {
    const headers = prepared(entry, coding ?? 'notModified')
    headers[1] = requestIdOf(head['x-request-id'])
    const origin = allowedOrigin(head.origin)
    headers[3] = origin ?? ''
    response.writeHead(coding ? 200 : 304, origin === undefined ? headers.toSpliced(2, 2) : headers)
    response.end(coding && request.method !== 'HEAD' ? entry.bodies[coding] : undefined, sent)
  }

  return (request, response, head, entry, sent) => {
    if (head.isConditional && isKnown(entry, head, clock().getTime())) {
      give(request, response, head, entry, undefined, sent)
      return
    }
    const coding = encode(entry, head['accept-encoding'])
    if (typeof coding === 'string') give(request, response, head, entry, coding, sent)
    else void coding.then(made => give(request, response, head, entry, made, sent))
  }
}

/** Without the digest where the bytes are coded: it is of what they were before. */
function sharedOf({ shared }: Entry, kind: keyof Entry['heads']): readonly string[] {
  const at = kind === 'br' || kind === 'gzip' ? shared.indexOf('repr-digest') : -1
  return at < 0 ? shared : shared.toSpliced(at, 2)
}
