import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import createRouter from 'find-my-way'
import { AppError } from '../../domain/error.ts'
import { routeNotFound } from '../problem/not-found.ts'
import { maxSegmentLength, target } from '../problem/target.ts'

/** The methods of each route pattern. */
type RouteMethods = ReadonlyMap<string, ReadonlySet<string>>

/** Collects the patterns and methods of all routes that are registered later. */
export function collectRouteMethods(app: FastifyInstance): RouteMethods {
  const table = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    if (url !== '*') table.set(url, new Set([...(table.get(url) ?? []), ...[method].flat()]))
  })
  return table
}

/**
 * Handles a request that no route matches. If the path has other methods, OPTIONS gets 204 and the rest 405, both with
 * `Allow` (RFC 9110 section 10.2.1).
 *
 * @throws AppError `method-not-allowed`, `route-not-found`
 */
export function createMethodRefusal(
  routeMethods: RouteMethods,
): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  // Built on first use: registering a route for every other method would dominate the start-up time.
  let allowed: ReturnType<typeof allowedAt> | undefined
  return (request, reply) => {
    allowed ??= allowedAt(routeMethods)
    const allow = allowed(request.url)
    if (allow === undefined) throw routeNotFound(target(request).path, routeMethods.keys())
    reply.header('allow', allow)
    if (request.method === 'OPTIONS') return reply.code(204).header('cache-control', 'no-store').send()
    throw new AppError('method-not-allowed', `${request.method} is not allowed here. Use ${allow}.`)
  }
}

/** Whether a method asks for no change (RFC 9110 section 9.2.1). */
export function isSafe(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/** Whether a path parameter is empty (`/v1/articles/`). */
export function hasEmptyParam(params: unknown): boolean {
  return Object.entries(Object(params)).some(([name, part]) => part === '' && name !== '*')
}

/** Finds the `Allow` header for a URL; undefined when no route has its path. */
function allowedAt(routeMethods: RouteMethods): (url: string) => string | undefined {
  const router = createRouter({ maxParamLength: maxSegmentLength })
  for (const [url, methods] of routeMethods) {
    router.on('GET', url, () => undefined, [...methods, 'OPTIONS'].sort().join(', '))
  }
  return url => {
    const found = router.find('GET', url)
    return found && !hasEmptyParam(found.params) ? String(found.store) : undefined
  }
}
