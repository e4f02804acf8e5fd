import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { apiKey, keyRate, keySite, scope } from '../../../domain/access/key.ts'
import { AppError } from '../../../domain/error.ts'
import { instant, now } from '../../../domain/instant.ts'
import { createKey, editKey, type NewKey, revokeKey, rotateKey } from '../../../editorial/key.ts'
import { callerIn } from '../../access/auth.ts'
import { page } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { patched, patchTypes, patchValidator, requirePatchType } from '../../message/merge-patch.ts'
import { trimmedText } from '../../message/parameter.ts'
import { readBody } from '../../message/validate.ts'
import {
  type Editorial,
  editorialPath,
  emptyAnswer,
  jsonAnswer,
  mayLackBody,
  noQuery,
  sendJson,
  whoAsks,
} from '../editorial.ts'
import { sendAnswered } from '../idempotency.ts'

const path = `${editorialPath}/keys`

const newKey = z
  .object({ key: apiKey, secret: z.string().meta({ description: 'Shown this once. Send it as `Bearer`.' }) })
  .meta({ id: 'NewKey', description: 'A key that was just made, with its secret.' })

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
      .meta({ description: 'How long the old secret goes on to work.', default: 0 }),
  })
  .meta({ id: 'KeyRotation' })

const list = editorialOperation({
  operationId: 'listKeys',
  summary: 'All keys, without their secrets',
  answers: { 200: z.object({ items: z.array(apiKey), page }).meta({ id: 'KeyList' }) },
})
const create = editorialOperation({
  operationId: 'createKey',
  summary: 'Make a key',
  description:
    'No scope, end or rate may go beyond that of the key that asks; without an end or a rate the new key has those of the key that asks. The secret is shown once.',
  answers: { 201: newKey },
  fails: [415],
})
const edit = editorialOperation({
  operationId: 'editKey',
  summary: 'Set the site of a key',
  description: 'A merge patch (RFC 7396). Only keys without scopes that the asking one lacks can be changed.',
  answers: { 200: apiKey },
  fails: [404, 415],
})
const rotate = editorialOperation({
  operationId: 'rotateKey',
  summary: 'Make a new secret in the place of an old one',
  description:
    'The key that asks must be one that could make the new key: see `createKey`. A key that has a valid successor is not rotated again. Previews that the old key made end with it.',
  answers: { 201: newKey },
  fails: [404, 409, 415],
})
const revoke = editorialOperation({
  operationId: 'revokeKey',
  summary: 'End a key at once',
  description: 'The key that asks must have every scope of the one that ends. Previews that it made end with it.',
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
    return sendAnswered(reply, shownOnce(await createKey(request.body, callerIn(request), whoAsks(request), deps)))
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
      return sendAnswered(reply, jsonAnswer(await editKey(key, change, callerIn(request), whoAsks(request), deps)))
    },
  )

  app.post(
    `${path}/:key/rotate`,
    {
      config,
      preValidation: mayLackBody,
      schema: { ...rotate, params, querystring: noQuery, body: rotation },
    },
    async (request, reply) => {
      const { overlapSeconds = 0 } = request.body
      const made = await rotateKey(request.params.key, overlapSeconds, callerIn(request), whoAsks(request), deps)
      return sendAnswered(reply, shownOnce(made))
    },
  )

  app.delete(
    `${path}/:key`,
    { config, schema: { ...revoke, params, querystring: noQuery } },
    async (request, reply) => {
      await revokeKey(request.params.key, callerIn(request), whoAsks(request), deps)
      return sendAnswered(reply, emptyAnswer())
    },
  )
}

function shownOnce(made: NewKey) {
  return jsonAnswer(made, { status: 201 })
}

function demandFuture(at: string | undefined, now: string): void {
  if (at === undefined || at > now) return
  const detail = 'A key expires in the future.'
  throw new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '/expiresAt', code: 'invalid', detail }],
  })
}
