import type { FastifyReply, FastifyRequest } from 'fastify'

/** Headers of every response. Pages replace the content security policy. */
const always = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/** Sets the headers of every response, including errors. */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(always).header('x-request-id', request.id)
}

export const commonHeaders: Readonly<Record<string, string>> = always

/** A structured field list of strings (RFC 9651), the format of `Cache-Groups` (RFC 9875). */
export function stringList(names: readonly string[]): string {
  return names.map(name => `"${name.replace(/["\\]/g, '\\$&')}"`).join(', ')
}

/** Encodes a URL for the angle brackets of a `Link` header (RFC 8288 section 3). */
export function linkTarget(url: string): string {
  return url.replace(/[^\x21-\x7e]|[<>"]/gu, char => encodeURIComponent(char.toWellFormed()))
}

/** One member of a `Link` header (RFC 8288). */
export function link(url: string, relation: string, type?: string): string {
  return `<${linkTarget(url)}>; rel="${relation}"${type ? `; type="${type}"` : ''}`
}

/**
 * Maximum size of a member of a `Link` header, in bytes. Proxies limit the size of headers: nginx allows 4 KB by default.
 * A slug of 40 Japanese characters takes 360 bytes in a URL.
 */
const maxLinkBytes = 1024

/** Maximum size of links and groups together, so that all headers stay below 4,000 bytes. */
const maxLinksAndGroups = 2600

/** Whether a URL is short enough for a `Link` header. */
export function fitsLink(url: string): boolean {
  return linkTarget(url).length <= maxLinkBytes - 64
}

/**
 * The value of a `Link` header, without the members that are too long or do not fit. The body has all of them as well.
 *
 * @param groupBytes size of the group headers
 */
export function linkHeader(links: readonly string[], groupBytes = 0): string | undefined {
  let room = maxLinksAndGroups - groupBytes
  const kept = links.filter(member => {
    const fits = member.length <= Math.min(maxLinkBytes, room)
    if (fits) room -= member.length + 2
    return fits
  })
  return kept.length === 0 ? undefined : kept.join(', ')
}

/** Whether shared caches may store the response. */
export function isPublic(reply: FastifyReply): boolean {
  return String(reply.getHeader('cache-control') ?? '').startsWith('public')
}

/** Allows only the private cache of the client to store the response. */
export function keepPrivate(reply: FastifyReply): void {
  const age = /max-age=\d+/.exec(String(reply.getHeader('cache-control')))?.[0] ?? 'max-age=0'
  reply.header('cache-control', `private, ${age}`)
  reply.removeHeader('surrogate-key').removeHeader('cache-groups')
}
