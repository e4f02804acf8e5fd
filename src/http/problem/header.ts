import type { FastifyReply, FastifyRequest } from 'fastify'

/** On every answer. Documents that need more than nothing replace the policy. */
const always = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/** Sets what every answer carries, errors included. */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(always).header('x-request-id', request.id)
}

export const commonHeaders: Readonly<Record<string, string>> = always

/** A structured field list of strings (RFC 9651), as `Cache-Groups` (RFC 9875) wants it. */
export function stringList(names: readonly string[]): string {
  return names.map(name => `"${name.replace(/["\\]/g, '\\$&')}"`).join(', ')
}

/** A URL as it stands between the angle brackets of a `Link` header (RFC 8288 section 3). */
export function linkTarget(url: string): string {
  return url.replace(/[^\x21-\x7e]|[<>"]/gu, char => encodeURIComponent(char.toWellFormed()))
}

/** One member of a `Link` header (RFC 8288). */
export function link(url: string, relation: string, type?: string): string {
  return `<${linkTarget(url)}>; rel="${relation}"${type ? `; type="${type}"` : ''}`
}

/**
 * Longest member of a `Link` header, in bytes. Proxies refuse long heads: nginx takes 4 KB by default. A title of 40
 * Japanese characters is 360 bytes in an address.
 */
const longestLink = 1024

/** Bytes that links and groups may have together, so that a whole head stays below 4,000. */
const headRoom = 2600

/** Whether an address is short enough for a `Link` header. */
export function fitsLink(url: string): boolean {
  return linkTarget(url).length <= longestLink - 64
}

/**
 * The value of a `Link` header: its members in their order, without those that are too long or no longer fit. All of
 * them can be found in the body as well.
 *
 * @param taken bytes of the headers that grow with the answer
 */
export function linkHeader(links: readonly string[], taken = 0): string | undefined {
  let room = headRoom - taken
  const kept = links.filter(member => {
    const fits = member.length <= Math.min(longestLink, room)
    if (fits) room -= member.length + 2
    return fits
  })
  return kept.length === 0 ? undefined : kept.join(', ')
}

/** Whether caches that many share may keep the answer. */
export function isPublic(reply: FastifyReply): boolean {
  return String(reply.getHeader('cache-control') ?? '').startsWith('public')
}

/** Leaves the answer to the asker's own cache. */
export function keepPrivate(reply: FastifyReply): void {
  const age = /max-age=\d+/.exec(String(reply.getHeader('cache-control')))?.[0] ?? 'max-age=0'
  reply.header('cache-control', `private, ${age}`)
  reply.removeHeader('surrogate-key').removeHeader('cache-groups')
}
