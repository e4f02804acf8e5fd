import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Clock, type Instant, seconds } from '../../domain/instant.ts'
import { unitsOf } from '../access/limiter.ts'
import { linkHeader, stringList } from '../problem/header.ts'
import type { EntryParts } from './entry.ts'
import type { Fills } from './fill.ts'
import type { Send } from './send.ts'

/** Seconds, as RFC 9111 and RFC 5861 mean them. */
export type CacheFigures = { maxAge: number; sMaxAge: number; staleWhileRevalidate: number; staleIfError: number }

/** A 200 that follows from the address alone and is everyone's, whole: what a cache must keep to give it again. */
export type Prepared = {
  body: Uint8Array
  contentType: string
  /** With quotes and `W/`. */
  etag: string
  lastModified?: Instant | undefined
  /** Names that a change invalidates it by; none = only a new start changes it. */
  groups: readonly string[]
  language?: string | undefined
  /** Members of the `Link` header. */
  links?: readonly string[] | undefined
}

/** Sends a prepared answer, or 304 where the client has it. */
export type Answer = (request: FastifyRequest, reply: FastifyReply, prepared: Prepared) => FastifyReply

export const jsonType = 'application/json'

/** What is kept of a prepared answer: its bytes, and the headers beside those that every answer has. */
export type Parts = Omit<EntryParts, 'key'>

/**
 * @param around names and values in turn of what every answer of its kind carries
 * @param vary what it varies by beside its coding
 */
export type PartsOf = (prepared: Prepared, around: readonly string[], vary?: string) => Parts

/** @param cache figures of the `Cache-Control` of every answer */
export function createParts({ clock, cache }: { clock: Clock; cache: CacheFigures }): PartsOf {
  const fresh = cacheControl(cache)
  return ({ body, contentType, etag, lastModified, groups, language, links }, around, vary) => {
    const varying = vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding'
    const grouped = groupHeaders(groups)
    const shared = [...around, 'etag', etag, 'cache-control', fresh, 'vary', varying, ...grouped]
    const own = ['content-type', contentType]
    if (language) own.push('content-language', language)
    const link = linkHeader(links ?? [], grouped.join('').length)
    if (link !== undefined) own.push('link', link)
    const modified = lastModified === undefined ? undefined : seconds(lastModified)
    return { body, etag, groups, modified, madeAt: clock().getTime(), shared, own }
  }
}

export function createAnswer(partsOf: PartsOf, fills: Fills, send: Send): Answer {
  return (request, reply, prepared) => {
    const vary = reply.getHeader('vary')
    const parts = partsOf(prepared, headersSoFar(reply), vary ? String(vary) : undefined)
    request.charge(unitsOf(prepared.body.byteLength))
    return send(request, reply, fills.made(request.flight, parts).entry)
  }
}

/** What is of the single request, and would be wrong in the answer to another. */
const single = new Set(['x-request-id', 'access-control-allow-origin', 'vary', 'ratelimit', 'ratelimit-policy'])

/** What hooks and the route set already: names and values in turn. */
function headersSoFar(reply: FastifyReply): string[] {
  return Object.entries(reply.getHeaders())
    .filter(([name]) => !single.has(name))
    .flatMap(([name, value]) => [name, String(value)])
}

/** Names the groups for caches in front: RFC 9875, and `Surrogate-Key` for those that purge by it. */
export function setGroups(reply: FastifyReply, groups: readonly string[]): void {
  if (groups.length === 0) return
  reply.header('cache-groups', stringList(groups)).header('surrogate-key', groups.join(' '))
}

function groupHeaders(groups: readonly string[]): string[] {
  return groups.length === 0 ? [] : ['cache-groups', stringList(groups), 'surrogate-key', groups.join(' ')]
}

/** How long caches may keep what only tells where an article went. */
export const briefly = 'public, max-age=60'

function cacheControl({ maxAge, sMaxAge, staleWhileRevalidate, staleIfError }: CacheFigures): string {
  const stale = `stale-while-revalidate=${staleWhileRevalidate}, stale-if-error=${staleIfError}`
  return `public, max-age=${maxAge}, s-maxage=${sMaxAge}, ${stale}`
}
