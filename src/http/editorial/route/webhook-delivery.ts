import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { instant } from '../../../domain/instant.ts'
import { deliveryStates, webhookDelivery } from '../../../domain/webhook/delivery.ts'
import { listDeliveries, readDelivery, replayChanges, replayDelivery } from '../../../editorial/webhook/delivery.ts'
import { page as pageSchema } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { keysetPage, readPageRequest } from '../../message/page-request.ts'
import { cursor, limit, oneOf } from '../../message/parameter.ts'
import { type Editorial, jsonResponse, noQuery, requesterOf, sendJson, sendPage } from '../editorial.ts'
import { sendStoredResponse } from '../idempotency.ts'
import { webhookParams, webhooksPath } from './webhook.ts'

const walkQuery = z.strictObject({
  deliveryState: oneOf(deliveryStates).optional().meta({ description: 'Only deliveries in this state.' }),
})
const shape = { query: walkQuery, place: z.strictObject({ id: z.string().max(100) }) }

const period = z
  .strictObject({
    since: instant.meta({ description: 'Time of the first change to send again.' }),
    until: instant.optional().meta({ description: 'Time of the last change. Absent = now.' }),
  })
  .meta({ id: 'WebhookReplay', examples: [{ since: '2026-11-22T12:00:00Z' }] })

const replayed = z
  .object({ changes: z.int().min(0).meta({ description: 'Number of changes in the period.' }) })
  .meta({ id: 'WebhookReplayResult' })

const list = editorialOperation({
  operationId: 'listWebhookDeliveries',
  summary: 'List deliveries of a webhook, newest first',
  description:
    'Each with its last request and the beginning of the response. Of the deliveries that succeeded, the last 100 are kept; of those that failed, the last 1,000.',
  answers: { 200: z.object({ items: z.array(webhookDelivery), page: pageSchema }).meta({ id: 'WebhookDeliveryList' }) },
  fails: [404],
})
const read = editorialOperation({
  operationId: 'readWebhookDelivery',
  summary: 'Read a delivery of a webhook',
  answers: { 200: webhookDelivery },
  fails: [404],
})
const replayOne = editorialOperation({
  operationId: 'replayWebhookDelivery',
  summary: 'Send a delivery again',
  description: 'With the same id and a new series of attempts. A delivery that is being sent is not changed.',
  answers: { 202: webhookDelivery },
  fails: [404, 409],
})
const replayPeriod = editorialOperation({
  operationId: 'replayWebhook',
  summary: 'Send the changes of a period again',
  description:
    'Reads them from the change log, as far as it reaches back, with the current filter and types of the webhook. Events have new ids, and several changes of an article may become one event. A replay that is running is replaced.',
  answers: { 202: replayed },
  fails: [404, 415],
})

const config = { scope: 'webhooks:manage' } as const
const writes = { ...config, idempotency: 'refused' } as const
const deliveryParams = webhookParams.extend({ deliveryId: z.string().meta({ description: 'Id of the delivery.' }) })

/** Deliveries of webhooks. */
export const editorialWebhookDeliveryRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const path = `${webhooksPath}/:webhookId/deliveries`
  const querystring = z.strictObject({ ...walkQuery.shape, cursor, limit })

  app.get(path, { config, schema: { ...list, params: webhookParams, querystring } }, async (request, reply) => {
    const { webhookId } = request.params
    const pageRequest = readPageRequest(`deliveries ${webhookId}`, request.query, shape, {})
    const { query, place, back } = pageRequest
    const wanted = { state: query.deliveryState, limit: pageRequest.limit, from: place?.id, backwards: back }
    const found = await listDeliveries({ webhookId, ...wanted }, deps)
    const url = `${deps.site.publicUrl}${webhooksPath}/${webhookId}/deliveries`
    return sendPage(
      reply,
      found.deliveries,
      keysetPage(url, pageRequest, found.deliveries, found, ({ id }) => ({ id })),
    )
  })

  app.get(
    `${path}/:deliveryId`,
    { config, schema: { ...read, params: deliveryParams, querystring: noQuery } },
    async ({ params: { webhookId, deliveryId } }, reply) =>
      sendJson(reply, await readDelivery(webhookId, deliveryId, deps)),
  )

  app.post(
    `${path}/:deliveryId/replay`,
    { config: writes, schema: { ...replayOne, params: deliveryParams, querystring: noQuery } },
    async (request, reply) => {
      const { webhookId, deliveryId } = request.params
      const made = await replayDelivery(webhookId, deliveryId, requesterOf(request), deps)
      return sendStoredResponse(reply, jsonResponse(made, { status: 202 }))
    },
  )

  app.post(
    `${webhooksPath}/:webhookId/replay`,
    { config: writes, schema: { ...replayPeriod, params: webhookParams, querystring: noQuery, body: period } },
    async (request, reply) => {
      const changes = await replayChanges(request.params.webhookId, request.body, requesterOf(request), deps)
      return sendStoredResponse(reply, jsonResponse({ changes }, { status: 202 }))
    },
  )
}
