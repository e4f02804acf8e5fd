import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import createRouter from 'find-my-way'
import { AppError } from '../../domain/error.ts'
import { routeNotFound } from '../problem/not-found.ts'
import { longestSegment, target } from '../problem/target.ts'

/** Addresses, with `:name` where a part varies, and the methods that each takes. */
type Addresses = ReadonlyMap<string, ReadonlySet<string>>

/** Notes the address of every route that is registered from now on. */
export function addressTable(app: FastifyInstance): Addresses {
  const table = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    if (url !== '*') table.set(url, new Set([...(table.get(url) ?? []), ...[method].flat()]))
  })
  return table
}

/**
 * Answers what no route takes: where the address has others, OPTIONS with 204 and the rest with 405, both with `Allow`
 * (RFC 9110 section 10.2.1).
 *
 * @throws AppError `method-not-allowed`, `route-not-found`
 */
export function createRefusal(addresses: Addresses): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  // A route for every method that is not taken would be most of what there is to register at a start.
  let allowed: ReturnType<typeof allowedAt> | undefined
  return (request, reply) => {
    allowed ??= allowedAt(addresses)
    const allow = allowed(request.url)
    if (allow === undefined) throw routeNotFound(target(request).path, addresses.keys())
    reply.header('allow', allow)
    if (request.method === 'OPTIONS') return reply.code(204).header('cache-control', 'no-store').send()
    throw new AppError('method-not-allowed', `${request.method} is not taken here. Allowed are ${allow}.`)
  }
}

/** Whether a part of an address is empty (`/v1/articles/`). */
export function lacksPart(params: unknown): boolean {
  return Object.entries(Object(params)).some(([name, part]) => part === '' && name !== '*')
}

/** Finds what `Allow` says at a URL: undefined where there is no such address. */
function allowedAt(addresses: Addresses): (url: string) => string | undefined {
  const router = createRouter({ maxParamLength: longestSegment })
  for (const [url, methods] of addresses) {
    router.on('GET', url, () => undefined, [...methods, 'OPTIONS'].sort().join(', '))
  }
  return url => {
    const found = router.find('GET', url)
    return found && !lacksPart(found.params) ? String(found.store) : undefined
  }
}
