import type { FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { type Caller, demandScope } from '../../domain/access/caller.ts'
import { type Scope, scopes } from '../../domain/access/key.ts'
import { AppError } from '../../domain/error.ts'
import type { Clock } from '../../domain/instant.ts'
import type { KeyStore } from '../../domain/store/key-store.ts'
import { createGate } from '../../editorial/key.ts'
import { problemAnswer } from '../message/operation.ts'
import { isPublic, keepPrivate } from '../problem/header.ts'
import type { ClientAddress } from './client-address.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must allow; absent on delivery, which is public unless it is closed. */
    scope?: Scope
    /** Whether everyone may ask, also where reading is closed: what clients must read before they have a key. */
    isOpen?: boolean
  }
  interface FastifyRequest {
    /** Who asks, where a valid key was sent. */
    caller: Caller | undefined
    /** Why nobody is known. */
    stranger: unknown
    /** Where the request came from; empty where it has no address. */
    readonly clientAddress: string
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

type Known = { store: KeyStore; clock: Clock; addressOf: ClientAddress }

/** Learns who asks and from where, also where nobody has to say: budgets are per key. Refuses nobody. */
export const identityPlugin = fp<Known>(async (app, { store, clock, addressOf }) => {
  const callerOf = createGate({ store, clock })
  app.decorateRequest('caller')
  app.decorateRequest('stranger')
  app.decorateRequest('clientAddress', {
    getter() {
      return addressOf(this.raw)
    },
  })
  app.addHook('onRequest', async request => {
    try {
      if (request.headers.authorization !== undefined) request.caller = await callerOf(bearer(request))
    } catch (error) {
      request.stranger = error
    }
  })
})

/**
 * Lets through who may. A route declares its scope (`config: { scope }`); the OpenAPI document is told of it from there.
 * Without public reading, delivery needs `content:read`, and its answers are for the asker alone.
 */
export const authPlugin = fp<{ publicRead: boolean }>(async (app, { publicRead }) => {
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
    if (!request.caller) throw request.stranger ?? new AppError('key-required', 'This needs an API key.')
    demandScope(request.caller, scope)
  })
  if (publicRead) return
  app.addHook('onSend', async (_, reply) => {
    if (isPublic(reply)) keepPrivate(reply)
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

/** Whether a route hands out content. Routes about the service itself do not, nor those that are open. */
function isDelivery({ schema, config }: RouteOptions): boolean {
  return schema !== undefined && config?.isOpen !== true && !schema.tags?.includes('Service')
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
  throw new AppError('key-required', '“Authorization” is not “Bearer <key>”.')
}
