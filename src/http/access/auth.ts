import type { FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { type Caller, demandScope } from '../../domain/access/caller.ts'
import { type Scope, scopes } from '../../domain/access/key.ts'
import { AppError } from '../../domain/error.ts'
import type { Clock } from '../../domain/instant.ts'
import type { KeyStore } from '../../domain/store/access/key-store.ts'
import { createAuthenticate } from '../../editorial/key/authenticate.ts'
import { problemAnswer } from '../message/operation.ts'
import { isPublic, keepPrivate } from '../problem/header.ts'
import type { ClientAddress } from './client-address.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that a key needs; absent on delivery routes, which are public by default. */
    scope?: Scope
    /** Whether the route needs no key even if public reading is off: clients need it before they have a key. */
    isOpen?: boolean
  }
  interface FastifyRequest {
    /** The holder of the key; undefined without a valid key. */
    caller: Caller | undefined
    /** Why the key was not accepted. */
    authError: unknown
    /** The address of the client; empty if unknown. */
    readonly clientAddress: string
  }
}

/** Name of the security scheme in the OpenAPI document. */
export const schemeName = 'apiKey'

/** The security scheme of the OpenAPI document. */
export const securityScheme = {
  type: 'http' as const,
  scheme: 'bearer',
  bearerFormat: 'offp_…',
  description: `An API key with one or more of the scopes ${scopes.map(scope => `\`${scope}\``).join(', ')}.`,
}

type Known = { store: KeyStore; clock: Clock; addressOf: ClientAddress }

/** Authenticates the key and finds the client's address on every route, because rate limits are per key. Refuses nobody. */
export const identityPlugin = fp<Known>(async (app, { store, clock, addressOf }) => {
  const callerOf = createAuthenticate({ store, clock })
  app.decorateRequest('caller')
  app.decorateRequest('authError')
  app.decorateRequest('clientAddress', {
    getter() {
      return addressOf(this.raw)
    },
  })
  app.addHook('onRequest', async request => {
    try {
      if (request.headers.authorization !== undefined) request.caller = await callerOf(bearer(request))
    } catch (error) {
      request.authError = error
    }
  })
})

/**
 * Authorizes requests. A route declares its scope (`config: { scope }`), which is also added to the OpenAPI document.
 * Without public reading, delivery needs `content:read`, and its responses are private.
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
    // A preview token replaces the key.
    if (!scope || request.preview) return
    if (!request.caller)
      throw (
        request.authError ??
        new AppError('key-required', 'An API key is required. Send “Authorization: Bearer offp_…”.')
      )
    demandScope(request.caller, scope)
  })
  if (publicRead) return
  app.addHook('onSend', async (_, reply) => {
    if (isPublic(reply)) keepPrivate(reply)
  })
})

/** The holder of the key. @throws AppError `internal` if the route declares no scope */
export function callerIn(request: FastifyRequest): Caller {
  if (!request.caller) throw new AppError('internal', 'a route that writes declares no scope')
  return request.caller
}

/** `WWW-Authenticate` of an error (RFC 6750 section 3). */
export function challenge(error: AppError, isKeyGiven: boolean): string | undefined {
  const realm = 'Bearer realm="Offprint"'
  if (error.code === 'key-required') return isKeyGiven ? `${realm}, error="invalid_token"` : realm
  if (error.code !== 'scope-missing') return undefined
  return `${realm}, error="insufficient_scope", scope="${error.scope ?? ''}"`
}

/** Whether a route serves content: not those about the service itself, nor those that are open. */
function isDelivery({ schema, config }: RouteOptions): boolean {
  return schema !== undefined && config?.isOpen !== true && !schema.tags?.includes('Service')
}

function describe(route: RouteOptions, security: Record<string, string[]>[]): void {
  const answers = Object(route.schema?.response)
  const refusals = {
    401: problemAnswer('The API key is missing or invalid.'),
    403: problemAnswer('The API key lacks the required scope.'),
  }
  const response = security.length === 1 ? { ...answers, ...refusals } : answers
  route.schema = { ...route.schema, security, response }
}

function bearer({ headers }: FastifyRequest): string {
  const [, secret] = /^Bearer +([\x21-\x7e]{1,256}) *$/i.exec(headers.authorization ?? '') ?? []
  if (secret !== undefined) return secret
  throw new AppError('key-required', '“Authorization” must be “Bearer <key>”.')
}
