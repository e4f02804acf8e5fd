import type { FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { type Caller, demandScope } from '../domain/caller.ts'
import { AppError } from '../domain/error.ts'
import type { Clock } from '../domain/instant.ts'
import { type Scope, scopes } from '../domain/key.ts'
import type { KeyStore } from '../domain/store/key-store.ts'
import { createGate } from '../editorial/key.ts'
import { problemAnswer } from './operation.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must allow; absent on delivery, which is public unless it is closed. */
    scope?: Scope
  }
  interface FastifyRequest {
    /** Who asks, where the route needs a key. */
    caller: Caller | undefined
  }
}

/** Name of the scheme in the OpenAPI document. */
export const schemeName = 'apiKey'

/** The security scheme of the OpenAPI document. */
export const securityScheme = {
  type: 'http' as const,
  scheme: 'bearer',
  bearerFormat: 'offp_…',
  description: `An API key. Its scopes are among ${scopes.map(scope => `\`${scope}\``).join(', ')}.`,
}

type Options = { store: KeyStore; clock: Clock; publicRead: boolean }

/**
 * Lets through who may. A route declares its scope (`config: { scope }`); the OpenAPI document is told of it from there.
 * Without public reading, delivery needs `content:read`, and its answers are for the asker alone.
 */
export const authPlugin = fp<Options>(async (app, { store, clock, publicRead }) => {
  const callerOf = createGate({ store, clock })
  app.decorateRequest('caller')
  app.addHook('onRoute', route => {
    const scope = route.config?.scope
    if (scope) describe(route, [{ [schemeName]: [scope] }])
    else if (isDelivery(route)) describe(route, [{}, { [schemeName]: ['content:read'] }])
    if (!scope && isDelivery(route) && !publicRead) route.config = { ...route.config, scope: 'content:read' }
  })
  app.addHook('onRequest', async request => {
    const { scope } = request.routeOptions.config
    // A preview is for people without a key, who get the one thing it opens.
    if (!scope || request.preview) return
    request.caller = await callerOf(bearer(request))
    demandScope(request.caller, scope)
  })
  if (publicRead) return
  app.addHook('onSend', async (_, reply) => {
    const control = String(reply.getHeader('cache-control') ?? '')
    if (!control.startsWith('public')) return
    const age = /max-age=\d+/.exec(control)?.[0] ?? 'max-age=0'
    reply.header('cache-control', `private, ${age}`)
    reply.removeHeader('surrogate-key').removeHeader('cache-groups')
  })
})

/** Who asks. @throws AppError `internal` where the route declares no scope */
export function callerIn(request: FastifyRequest): Caller {
  if (!request.caller) throw new AppError('internal', 'a route that writes declares no scope')
  return request.caller
}

/** What tells a client how to ask (RFC 6750 section 3). */
export function challenge(error: AppError, isKeyGiven: boolean): string | undefined {
  const realm = 'Bearer realm="Offprint"'
  if (error.code === 'key-required') return isKeyGiven ? `${realm}, error="invalid_token"` : realm
  if (error.code !== 'scope-missing') return undefined
  return `${realm}, error="insufficient_scope", scope="${error.scope ?? ''}"`
}

/** Whether a route hands out content: what is described, and is not about the service itself. */
function isDelivery({ schema }: RouteOptions): boolean {
  return schema !== undefined && schema.hide !== true && !schema.tags?.includes('Service')
}

function describe(route: RouteOptions, security: Record<string, string[]>[]): void {
  const answers = Object(route.schema?.response)
  const refusals = {
    401: problemAnswer('No key, or none that is valid.'),
    403: problemAnswer('The key lacks the scope.'),
  }
  const response = security.length === 1 ? { ...answers, ...refusals } : answers
  route.schema = { ...route.schema, security, response }
}

function bearer({ headers }: FastifyRequest): string {
  const [, secret] = /^Bearer +([\x21-\x7e]{1,256}) *$/i.exec(headers.authorization ?? '') ?? []
  if (secret !== undefined) return secret
  const detail =
    headers.authorization === undefined ? 'This needs an API key.' : '“Authorization” is not “Bearer <key>”.'
  throw new AppError('key-required', detail)
}
