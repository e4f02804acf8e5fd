import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { sendTestEvent } from '../../../change/leased/webhook/test-event.ts'
import { webhookDelivery } from '../../../domain/webhook/delivery.ts'
import {
  type StoredWebhook,
  shownWebhook,
  webhook,
  webhookChange,
  webhookWish,
} from '../../../domain/webhook/webhook.ts'
import {
  changeable,
  createWebhook,
  editWebhook,
  listWebhooks,
  type NewWebhook,
  readWebhook,
  removeWebhook,
  rotateSecret,
} from '../../../editorial/webhook/webhook.ts'
import { page } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { patched, patchTypes, patchValidator, requirePatchType } from '../../message/merge-patch.ts'
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

export const webhooksPath = `${editorialPath}/webhooks`

const newWebhook = z
  .object({
    webhook,
    secret: z.string().meta({
      description: 'Only in this response: `whsec_…`. It verifies the signatures `v1` of all requests.',
    }),
  })
  .meta({ id: 'NewWebhook', description: 'A webhook with its secret.' })

const rotation = z
  .strictObject({
    overlapSeconds: z.int().min(0).max(2_592_000).optional().meta({
      description: 'Seconds for which the previous secret signs too.',
      default: 86_400,
    }),
  })
  .meta({ id: 'WebhookRotation' })

const usualOverlap = 86_400

const list = editorialOperation({
  operationId: 'listWebhooks',
  summary: 'List all webhooks, newest first, without their secrets',
  answers: { 200: z.object({ items: z.array(webhook), page }).meta({ id: 'WebhookList' }) },
})
const create = editorialOperation({
  operationId: 'createWebhook',
  summary: 'Create a webhook',
  description:
    'It gets the changes from now on. The response has the secret, which is not shown again. `preset` sets the form of the requests and the defaults of the other members.',
  answers: { 201: newWebhook },
  fails: [409, 415],
})
const read = editorialOperation({
  operationId: 'readWebhook',
  summary: 'Read a webhook',
  answers: { 200: webhook },
  fails: [404],
})
const edit = editorialOperation({
  operationId: 'editWebhook',
  summary: 'Change, pause or resume a webhook',
  description:
    'A merge patch (RFC 7396). Header fields are merged by their names in lower case. A webhook that is resumed goes on where it stopped, as far as the change log reaches back.',
  answers: { 200: webhook },
  fails: [404, 415],
})
const remove = editorialOperation({
  operationId: 'deleteWebhook',
  summary: 'Delete a webhook with its deliveries',
  answers: { 204: null },
  fails: [404],
})
const rotate = editorialOperation({
  operationId: 'rotateWebhookSecret',
  summary: 'Replace the secret of a webhook',
  description: 'Both secrets sign until the overlap ends, so that the receiver can change its secret meanwhile.',
  answers: { 200: newWebhook },
  fails: [404, 415],
})
const test = editorialOperation({
  operationId: 'testWebhook',
  summary: 'Send a test to the receiver',
  description:
    'Sends `webhook.test` now, also if the webhook is paused, and returns what the receiver answered. It is not repeated. A build hook starts a build.',
  answers: { 200: webhookDelivery },
  fails: [404],
})

export const webhookParams = z.strictObject({ webhookId: z.string().meta({ description: 'Id of the webhook.' }) })
const config = { scope: 'webhooks:manage', idempotency: 'refused' } as const
const reads = { scope: 'webhooks:manage' } as const

/** Webhooks. */
export const editorialWebhookRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const one = `${webhooksPath}/:webhookId`

  app.get(webhooksPath, { config: reads, schema: { ...list, querystring: noQuery } }, async (_, reply) => {
    const items = await listWebhooks(deps)
    return sendJson(reply, { items, page: { limit: Math.max(1, items.length) } })
  })

  app.post(
    webhooksPath,
    { config, schema: { ...create, querystring: noQuery, body: webhookWish } },
    async (request, reply) =>
      sendStoredResponse(reply, shownOnce(await createWebhook(request.body, requesterOf(request), deps), 201)),
  )

  app.get(
    one,
    { config: reads, schema: { ...read, params: webhookParams, querystring: noQuery } },
    async (request, reply) => sendJson(reply, shownWebhook(await readWebhook(request.params.webhookId, deps))),
  )

  app.patch(
    one,
    {
      config,
      preValidation: requirePatchType,
      validatorCompiler: patchValidator,
      schema: { ...edit, consumes: patchTypes, params: webhookParams, querystring: noQuery, body: webhookChange },
    },
    async (request, reply) => {
      const change = (current: StoredWebhook) => patchedWebhook(current, request.body)
      const made = await editWebhook(request.params.webhookId, change, requesterOf(request), deps)
      return sendStoredResponse(reply, jsonResponse(made))
    },
  )

  app.delete(
    one,
    { config: reads, schema: { ...remove, params: webhookParams, querystring: noQuery } },
    async (request, reply) => {
      await removeWebhook(request.params.webhookId, requesterOf(request), deps)
      return sendStoredResponse(reply, emptyResponse())
    },
  )

  app.post(
    `${one}/rotate`,
    {
      config,
      preValidation: allowEmptyBody,
      schema: { ...rotate, params: webhookParams, querystring: noQuery, body: rotation },
    },
    async (request, reply) => {
      const { overlapSeconds = usualOverlap } = request.body
      const made = await rotateSecret(request.params.webhookId, overlapSeconds, requesterOf(request), deps)
      return sendStoredResponse(reply, shownOnce(made, 200))
    },
  )

  app.post(
    `${one}/test`,
    { config, schema: { ...test, params: webhookParams, querystring: noQuery } },
    async (request, reply) => {
      const found = await readWebhook(request.params.webhookId, deps)
      return sendStoredResponse(reply, jsonResponse(await sendTestEvent({ ...deps, send: deps.sendWebhook }, found)))
    },
  )
}

/** A disabled webhook keeps its state unless the patch names one. */
function patchedWebhook(current: StoredWebhook, patch: unknown) {
  const { state, ...members } = changeable(current)
  const names = Object.keys(Object(patch))
  const isStated = names.includes('state')
  const base = { ...members, headers: current.headers, state: state === 'disabled' ? 'paused' : state }
  const { state: wanted, ...changed } = readBody(webhookChange, patched(base, lowerCaseHeaders(patch)))
  return { ...changed, headers: changed.headers ?? {}, state: isStated ? wanted : undefined }
}

function lowerCaseHeaders(patch: unknown): unknown {
  const { headers } = Object(patch)
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return patch
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  return { ...Object(patch), headers: Object.fromEntries(lower) }
}

function shownOnce(made: NewWebhook, status: number) {
  return jsonResponse(made, { status })
}
