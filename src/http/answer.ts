import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Clock, type Instant, seconds } from '../domain/instant.ts'
import { isNotModified } from './condition.ts'
import { stringList } from './header.ts'

/** Seconds, as RFC 9111 and RFC 5861 mean them. */
export type CacheFigures = { maxAge: number; sMaxAge: number; staleWhileRevalidate: number; staleIfError: number }

/** A cacheable 200, whole: what a cache must keep to give it again. */
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

export const jsonType = 'application/json; charset=utf-8'

export function createAnswer({ clock, cache }: { clock: Clock; cache: CacheFigures }): Answer {
  const fresh = cacheControl(cache)
  return (request, reply, { body, contentType, etag, lastModified, groups, language, links }) => {
    const now = Math.floor(clock().getTime() / 1000)
    const modified = lastModified === undefined ? undefined : seconds(lastModified)
    reply.header('etag', etag).header('cache-control', fresh).header('vary', varying(reply))
    setGroups(reply, groups)
    if (isNotModified(request.headers, { etag, lastModified: modified, now })) return reply.code(304).send()
    if (modified !== undefined) reply.header('last-modified', new Date(before(modified, now) * 1000).toUTCString())
    if (language) reply.header('content-language', language)
    if (links && links.length > 0) reply.header('link', links.join(', '))
    return reply.type(contentType).send(body)
  }
}

/** Names the groups for caches in front: RFC 9875, and `Surrogate-Key` for those that purge by it. */
export function setGroups(reply: FastifyReply, groups: readonly string[]): void {
  if (groups.length === 0) return
  reply.header('cache-groups', stringList(groups)).header('surrogate-key', groups.join(' '))
}

/** How long caches may keep what only tells where an article went. */
export const briefly = 'public, max-age=60'

function cacheControl({ maxAge, sMaxAge, staleWhileRevalidate, staleIfError }: CacheFigures): string {
  const stale = `stale-while-revalidate=${staleWhileRevalidate}, stale-if-error=${staleIfError}`
  return `public, max-age=${maxAge}, s-maxage=${sMaxAge}, ${stale}`
}

function varying(reply: FastifyReply): string {
  const known = reply.getHeader('vary')
  return known ? `${String(known)}, Accept-Encoding` : 'Accept-Encoding'
}

/** Within its own second a change is dated one earlier: another may follow that would have the same date. */
function before(modified: number, now: number): number {
  return now > modified ? modified : modified - 1
}
