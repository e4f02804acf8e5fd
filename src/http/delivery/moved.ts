import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Tombstone } from '../../domain/article/tombstone.ts'
import { articleGroup } from '../../domain/change.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { briefCacheControl, setGroups } from '../cache/respond.ts'
import { target } from '../problem/target.ts'

/** How a client is told that something has another address: readers of feeds and crawlers know 301 best. */
export type MovedStatus = 301 | 308

/** Leads to the same thing under another name: sub-path, suffix and query stay. `base` is the path before the name. */
export function redirectRef(
  request: FastifyRequest,
  reply: FastifyReply,
  to: {
    publicUrl: string
    base: string
    from: string
    name: string
    /** Stands for `name` where the address would be too long for a header. */
    id?: Id | undefined
    groups: readonly string[]
    status?: MovedStatus | undefined
  },
): FastifyReply {
  const { path, query } = target(request)
  const [segment = '', ...below] = path.slice(to.base.length + 1).split('/')
  const suffix = decodeURIComponent(segment).slice(to.from.length)
  const at = (name: string) =>
    `${to.publicUrl}${to.base}/${[`${encodeURIComponent(name)}${suffix}`, ...below].join('/')}${query}`
  return redirect(reply, shortest(at(to.name), to.id && at(to.id)), to.groups, to.status)
}

/** Longest address to redirect to where there is a shorter one: a head stays below 4,000 bytes. */
const longestLocation = 2000

/** An address by name, or by id where that by name is too long for a header. */
export function shortest(named: string, byId: string | undefined): string {
  return byId === undefined || named.length <= longestLocation ? named : byId
}

export function redirect(
  reply: FastifyReply,
  location: string,
  groups: readonly string[],
  status: MovedStatus = 308,
): FastifyReply {
  reply.header('cache-control', briefCacheControl)
  setGroups(reply, groups)
  return reply.code(status).header('location', location).send()
}

/** The 410 of a tombstone, to throw. */
export function gone(reply: FastifyReply, { id, reason, at, movedTo }: Tombstone): AppError {
  reply.header('cache-control', briefCacheControl)
  setGroups(reply, [articleGroup(id)])
  return new AppError('article-gone', 'The article was delivered once and is no longer.', {
    gone: { reason, at, ...(movedTo && { movedTo: clean(movedTo) }) },
  })
}

/** How a name is spelled in addresses: composed characters, lower case. */
export function respell(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function clean({ id, slug, url }: NonNullable<Tombstone['movedTo']>) {
  return { url, ...(id !== undefined && { id }), ...(slug !== undefined && { slug }) }
}
