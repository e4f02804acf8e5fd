import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Coding } from '../cache/coding.ts'
import { type Entry, isSettled, isUnchanged, lastModifiedHeader } from '../cache/entry.ts'
import type { SendTools } from '../cache/send.ts'
import type { RequestHead } from '../message/request-head.ts'
import type { RequestIdOf } from '../message/request-id.ts'
import type { RecordHit } from '../metrics/hit-record.ts'

/** Sends a cached entry without Fastify. */
export type SendCached = (
  request: IncomingMessage,
  response: ServerResponse,
  head: RequestHead,
  entry: Entry,
  /** `performance.now()` when the request arrived. */
  startedAt: number,
) => void

export type SendCachedTools = SendTools & {
  requestIdOf: RequestIdOf
  /** The `Access-Control-Allow-Origin` for a request's `Origin`. */
  allowedOrigin: (origin: string | undefined) => string | undefined
  /** Called for each response; absent = responses are not counted. */
  record?: RecordHit | undefined
}

export function createSendCached({ clock, requestIdOf, encode, allowedOrigin, record }: SendCachedTools): SendCached {
  /** Names and values, alternating, built once per entry; the first two values are set for each request. */
  function headersOf(entry: Entry, kind: keyof Entry['heads']): string[] {
    const built = entry.heads[kind]
    if (built) return built
    const now = clock().getTime()
    const headers = ['x-request-id', '', 'access-control-allow-origin', '', ...sharedHeadersOf(entry, kind)]
    if (kind !== 'notModified') {
      const length = String((entry.bodies[kind] ?? entry.bodies.identity).byteLength)
      headers.push(...entry.okHeaders, ...lastModifiedHeader(entry, now), 'content-length', length)
      if (kind !== 'identity') headers.push('content-encoding', kind)
    }
    // During the second of the change, `Last-Modified` is not final yet.
    if (isSettled(entry.modified, now)) entry.heads[kind] = headers
    return headers
  }

  /** @param coding undefined = 304 */
  function send(
    request: IncomingMessage,
    response: ServerResponse,
    head: RequestHead,
    entry: Entry,
    coding: Coding | undefined,
    startedAt: number,
  ): void {
    const headers = headersOf(entry, coding ?? 'notModified')
    headers[1] = requestIdOf(head['x-request-id'])
    const origin = allowedOrigin(head.origin)
    headers[3] = origin ?? ''
    response.writeHead(coding ? 200 : 304, origin === undefined ? headers.toSpliced(2, 2) : headers)
    const body = coding && request.method !== 'HEAD' ? entry.bodies[coding] : undefined
    response.end(body)
    if (!record) return
    const [status, bytes] = [coding ? 200 : 304, body?.byteLength ?? 0]
    record({ entry, request, requestId: headers[1], status, bytes, startedAt })
  }

  return (request, response, head, entry, startedAt) => {
    if (head.isConditional && isUnchanged(entry, head, clock().getTime())) {
      send(request, response, head, entry, undefined, startedAt)
      return
    }
    const coding = encode(entry, head['accept-encoding'])
    if (typeof coding === 'string') send(request, response, head, entry, coding, startedAt)
    else void coding.then(chosen => send(request, response, head, entry, chosen, startedAt))
  }
}

/** Without the digest when the body is compressed: it covers the uncompressed bytes. */
function sharedHeadersOf({ sharedHeaders }: Entry, kind: keyof Entry['heads']): readonly string[] {
  const at = kind === 'br' || kind === 'gzip' ? sharedHeaders.indexOf('repr-digest') : -1
  return at < 0 ? sharedHeaders : sharedHeaders.toSpliced(at, 2)
}
