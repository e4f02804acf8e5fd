import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Tombstone } from '../../domain/article/tombstone.ts'
import { articleGroup } from '../../domain/change.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { briefCacheControl, setGroups } from '../cache/respond.ts'
import { target } from '../problem/target.ts'

/** 301 for feed readers and crawlers, which support it best; else 308. */
export type RedirectStatus = 301 | 308

/** Redirects to another slug and keeps sub-path, suffix and query. `base` is the path before the slug. */
export function redirectRef(
  request: FastifyRequest,
  reply: FastifyReply,
  to: {
    publicUrl: string
    base: string
    from: string
    name: string
    /** Replaces `name` if the URL would be too long for a header. */
    id?: Id | undefined
    groups: readonly string[]
    status?: RedirectStatus | undefined
  },
): FastifyReply {
  const { path, query } = target(request)
  const [segment = '', ...below] = path.slice(to.base.length + 1).split('/')
  const suffix = decodeURIComponent(segment).slice(to.from.length)
  const at = (name: string) =>
    `${to.publicUrl}${to.base}/${[`${encodeURIComponent(name)}${suffix}`, ...below].join('/')}${query}`
  return redirect(reply, fittingUrl(at(to.name), to.id && at(to.id)), to.groups, to.status)
}

/** Maximum length of a redirect URL with a slug, so that all headers stay below 4,000 bytes. */
const maxLocationLength = 2000

/** Chooses the URL with the slug, or the URL with the id if the former is too long for a header. */
export function fittingUrl(bySlug: string, byId: string | undefined): string {
  return byId === undefined || bySlug.length <= maxLocationLength ? bySlug : byId
}

export function redirect(
  reply: FastifyReply,
  location: string,
  groups: readonly string[],
  status: RedirectStatus = 308,
): FastifyReply {
  reply.header('cache-control', briefCacheControl)
  setGroups(reply, groups)
  return reply.code(status).header('location', location).send()
}

/** Sets the headers of a 410 and returns its error. */
export function goneError(reply: FastifyReply, { id, reason, at, movedTo }: Tombstone): AppError {
  reply.header('cache-control', briefCacheControl)
  setGroups(reply, [articleGroup(id)])
  return new AppError('article-gone', 'The article was published, but is no longer available.', {
    gone: { reason, at, ...(movedTo && { movedTo: clean(movedTo) }) },
  })
}

/** The spelling of slugs and ids in URLs: NFC, lower case. */
export function normalizeRef(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function clean({ id, slug, url }: NonNullable<Tombstone['movedTo']>) {
  return { url, ...(id !== undefined && { id }), ...(slug !== undefined && { slug }) }
}
