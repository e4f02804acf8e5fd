import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Clock, type Instant, seconds } from '../../domain/instant.ts'
import { unitsOf } from '../access/limiter.ts'
import { linkHeader, stringList } from '../problem/header.ts'
import type { Send } from './send.ts'
import type { SingleFlight } from './single-flight.ts'

/** Seconds, as defined by RFC 9111 and RFC 5861. */
export type CacheFigures = { maxAge: number; sMaxAge: number; staleWhileRevalidate: number; staleIfError: number }

/** A 200 response that depends on the address alone and is the same for every client. */
export type CacheableResponse = {
  body: Uint8Array
  contentType: string
  /** With quotes and `W/`. */
  etag: string
  lastModified?: Instant | undefined
  /** Names of the changes that invalidate it; none = it is valid until the process restarts. */
  groups: readonly string[]
  language?: string | undefined
  /** Members of the `Link` header. */
  links?: readonly string[] | undefined
  /** Whether it changes without an entry in the change log: caches then keep it for a minute at most. */
  isVolatile?: boolean | undefined
}

/** Sends a response, or 304 when the client has it already. */
export type Respond = (request: FastifyRequest, reply: FastifyReply, response: CacheableResponse) => FastifyReply

export const jsonType = 'application/json'

type Options = { clock: Clock; cacheFigures: CacheFigures; singleFlight: SingleFlight; send: Send }

export function createRespond({ clock, cacheFigures, singleFlight, send }: Options): Respond {
  const usual = cacheControlOf(cacheFigures)
  const brief = cacheControlOf(limited(cacheFigures))
  return (request, reply, response) => {
    const { body, contentType, etag, groups, language, links, isVolatile = false } = response
    // The date would not change with the response.
    const lastModified = isVolatile ? undefined : response.lastModified
    const cacheControl = isVolatile ? brief : usual
    const vary = reply.getHeader('vary')
    const grouped = groupHeaders(groups)
    const sharedHeaders = [...headersSet(reply), 'etag', etag, 'cache-control', cacheControl]
    sharedHeaders.push('vary', vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding', ...grouped)
    const okHeaders = ['content-type', contentType]
    if (language) okHeaders.push('content-language', language)
    const link = linkHeader(links ?? [], grouped.join('').length)
    if (link !== undefined) okHeaders.push('link', link)
    const modified = lastModified === undefined ? undefined : seconds(lastModified)
    const createdAt = clock().getTime()
    const entry = singleFlight.complete(request.pendingFetch, {
      body,
      etag,
      groups,
      modified,
      createdAt,
      sharedHeaders,
      okHeaders,
    })
    request.charge(unitsOf(body.byteLength))
    return send(request, reply, entry)
  }
}

/** Headers that belong to one request and must not be cached. */
const perRequest = new Set(['x-request-id', 'access-control-allow-origin', 'vary', 'ratelimit', 'ratelimit-policy'])

/** Names and values, alternating, of the headers that hooks and the route have set. */
function headersSet(reply: FastifyReply): string[] {
  return Object.entries(reply.getHeaders())
    .filter(([name]) => !perRequest.has(name))
    .flatMap(([name, value]) => [name, String(value)])
}

/** Sets `Cache-Groups` (RFC 9875), and `Surrogate-Key` for caches that purge by that header. */
export function setGroups(reply: FastifyReply, groups: readonly string[]): void {
  if (groups.length === 0) return
  reply.header('cache-groups', stringList(groups)).header('surrogate-key', groups.join(' '))
}

function groupHeaders(groups: readonly string[]): string[] {
  return groups.length === 0 ? [] : ['cache-groups', stringList(groups), 'surrogate-key', groups.join(' ')]
}

/** Seconds that caches may keep a response which changes without an entry in the change log. */
const volatileAge = 60

function limited({ maxAge, sMaxAge, staleWhileRevalidate, staleIfError }: CacheFigures): CacheFigures {
  const most = (seconds: number) => Math.min(seconds, volatileAge)
  return {
    maxAge: most(maxAge),
    sMaxAge: most(sMaxAge),
    staleWhileRevalidate: most(staleWhileRevalidate),
    staleIfError,
  }
}

/** `Cache-Control` of redirects and of 410. */
export const briefCacheControl = 'public, max-age=60'

function cacheControlOf({ maxAge, sMaxAge, staleWhileRevalidate, staleIfError }: CacheFigures): string {
  const stale = `stale-while-revalidate=${staleWhileRevalidate}, stale-if-error=${staleIfError}`
  return `public, max-age=${maxAge}, s-maxage=${sMaxAge}, ${stale}`
}
