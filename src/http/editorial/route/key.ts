import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { apiKey, keyRate, keySite, scope } from '../../../domain/access/key.ts'
import { AppError } from '../../../domain/error.ts'
import { instant, now } from '../../../domain/instant.ts'
import { createKey } from '../../../editorial/key/create.ts'
import { editKey } from '../../../editorial/key/edit.ts'
import type { NewKey } from '../../../editorial/key/key.ts'
import { revokeKey } from '../../../editorial/key/revoke.ts'
import { rotateKey } from '../../../editorial/key/rotate.ts'
import { callerIn } from '../../access/auth.ts'
import { page } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { patched, patchTypes, patchValidator, requirePatchType } from '../../message/merge-patch.ts'
import { trimmedText } from '../../message/parameter.ts'
import { readBody } from '../../message/validate.ts'
import {
  allowEmptyBody,
  type Editorial,
  editorialPath,
  emptyResponse,
  jsonResponse,
  noQuery,
  requesterOf,
  sendJson,
} from '../editorial.ts'
import { sendStoredResponse } from '../idempotency.ts'

const path = `${editorialPath}/keys`

const newKey = z
  .object({
    key: apiKey,
    secret: z.string().meta({ description: 'Only in this response. Send it as `Authorization: Bearer …`.' }),
  })
  .meta({ id: 'NewKey', description: 'A new key with its secret.' })

const wish = z
  .strictObject({
    name: trimmedText(200),
    scopes: z.array(scope).min(1, 'must have at least one item').max(20, 'must have at most 20 items'),
    expiresAt: instant.optional(),
    rate: keyRate.optional(),
    site: keySite.optional(),
  })
  .meta({ id: 'KeyWish', examples: [{ name: 'Newsroom desk', scopes: ['articles:read', 'articles:write'] }] })

const keyChange = z.strictObject({ site: keySite.optional() }).meta({
  id: 'KeyChange',
  examples: [{ site: 'https://partner.example/news/' }],
  description: 'A merge patch; null removes a member.',
})

const rotation = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(2_592_000)
      .optional()
      .meta({ description: 'Seconds for which the old secret remains valid.', default: 0 }),
  })
  .meta({ id: 'KeyRotation' })

const list = editorialOperation({
  operationId: 'listKeys',
  summary: 'List all keys, without their secrets',
  answers: { 200: z.object({ items: z.array(apiKey), page }).meta({ id: 'KeyList' }) },
})
const create = editorialOperation({
  operationId: 'createKey',
  summary: 'Create a key',
  description:
    'The response has the secret, which is not shown again. The new key cannot exceed the scopes, expiry and rate of your own key. By default it has the same expiry and rate.',
  answers: { 201: newKey },
  fails: [415],
})
const edit = editorialOperation({
  operationId: 'editKey',
  summary: 'Change the site of a key',
  description: 'A merge patch (RFC 7396). Your key needs all scopes of the key that you change.',
  answers: { 200: apiKey },
  fails: [404, 415],
})
const rotate = editorialOperation({
  operationId: 'rotateKey',
  summary: 'Replace a key by a new one',
  description:
    'Creates a key with the same rights and ends the old one, after `overlapSeconds` if you set it. Your key must be allowed to create the new key: see `createKey`. A key with a valid successor cannot be rotated again. Previews of the old key end with it.',
  answers: { 201: newKey },
  fails: [404, 409, 415],
})
const revoke = editorialOperation({
  operationId: 'revokeKey',
  summary: 'Revoke a key',
  description:
    'Takes effect at once. Your key needs all scopes of the key that you revoke. Previews of the revoked key end with it.',
  answers: { 204: null },
  fails: [404],
})

const params = z.strictObject({ key: z.string().meta({ description: 'Id of the key.' }) })
const config = { scope: 'keys:manage', idempotency: 'refused' } as const

/** API keys. */
export const editorialKeyRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  app.get(path, { config, schema: { ...list, querystring: noQuery } }, async (_, reply) => {
    const items = await deps.store.keys()
    return sendJson(reply, { items, page: { limit: Math.max(1, items.length) } })
  })

  app.post(path, { config, schema: { ...create, querystring: noQuery, body: wish } }, async (request, reply) => {
    demandFuture(request.body.expiresAt, now(deps.clock))
    return sendStoredResponse(
      reply,
      shownOnce(await createKey(request.body, callerIn(request), requesterOf(request), deps)),
    )
  })

  app.patch(
    `${path}/:key`,
    {
      config,
      preValidation: requirePatchType,
      validatorCompiler: patchValidator,
      schema: { ...edit, consumes: patchTypes, params, querystring: noQuery, body: keyChange },
    },
    async (request, reply) => {
      const change = ({ site }: { site?: string | undefined }) => {
        const changed = readBody(keyChange, patched(site === undefined ? {} : { site }, request.body))
        return { site: changed.site }
      }
      const { key } = request.params
      return sendStoredResponse(
        reply,
        jsonResponse(await editKey(key, change, callerIn(request), requesterOf(request), deps)),
      )
    },
  )

  app.post(
    `${path}/:key/rotate`,
    {
      config,
      preValidation: allowEmptyBody,
      schema: { ...rotate, params, querystring: noQuery, body: rotation },
    },
    async (request, reply) => {
      const { overlapSeconds = 0 } = request.body
      const made = await rotateKey(request.params.key, overlapSeconds, callerIn(request), requesterOf(request), deps)
      return sendStoredResponse(reply, shownOnce(made))
    },
  )

  app.delete(
    `${path}/:key`,
    { config, schema: { ...revoke, params, querystring: noQuery } },
    async (request, reply) => {
      await revokeKey(request.params.key, callerIn(request), requesterOf(request), deps)
      return sendStoredResponse(reply, emptyResponse())
    },
  )
}

function shownOnce(made: NewKey) {
  return jsonResponse(made, { status: 201 })
}

function demandFuture(at: string | undefined, now: string): void {
  if (at === undefined || at > now) return
  const detail = '“expiresAt” must be in the future.'
  throw new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '/expiresAt', code: 'invalid', detail }],
  })
}
