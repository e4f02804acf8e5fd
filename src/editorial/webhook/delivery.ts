import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { type Instant, now } from '../../domain/instant.ts'
import type { DeliveryQuery, WebhookStore } from '../../domain/store/webhook-store.ts'
import type { Requester } from '../../domain/store/write.ts'
import type { WebhookDelivery } from '../../domain/webhook/delivery.ts'
import { readWebhook, type WebhookDeps } from './webhook.ts'

type Deps = Omit<WebhookDeps, 'newId'>

/** One page of deliveries, newest first. @throws AppError `webhook-not-found` */
export async function listDeliveries(
  query: DeliveryQuery,
  { store }: Pick<Deps, 'store'>,
): ReturnType<WebhookStore['webhookDeliveries']> {
  await readWebhook(query.webhookId, { store })
  return store.webhookDeliveries(query)
}

/** @throws AppError `webhook-not-found`, `webhook-delivery-not-found` */
export async function readDelivery(
  webhookId: Id,
  deliveryId: Id,
  { store }: Pick<Deps, 'store'>,
): Promise<WebhookDelivery> {
  await readWebhook(webhookId, { store })
  const found = await store.webhookDelivery(webhookId, deliveryId)
  if (found) return found
  throw new AppError('webhook-delivery-not-found', 'The webhook has no delivery with that id.')
}

/** Makes a delivery due again. @throws AppError `webhook-not-found`, `webhook-delivery-not-found` */
export async function replayDelivery(
  webhookId: Id,
  deliveryId: Id,
  who: Requester,
  { store, clock }: Deps,
): Promise<WebhookDelivery> {
  const { event } = await readDelivery(webhookId, deliveryId, { store })
  if (event === 'webhook.test') {
    throw new AppError('transition-refused', 'A test is not sent again. Send another test.')
  }
  await store.replayDelivery(webhookId, deliveryId, { at: now(clock), ...who })
  return readDelivery(webhookId, deliveryId, { store })
}

/**
 * Queues the changes of a period again, and returns their number.
 *
 * @throws AppError `webhook-not-found`, `invalid-request` if the period ends before it begins
 */
export async function replayChanges(
  webhookId: Id,
  { since, until }: { since: Instant; until?: Instant | undefined },
  who: Requester,
  { store, clock }: Deps,
): Promise<number> {
  const at = now(clock)
  await readWebhook(webhookId, { store })
  if (until !== undefined && until < since) {
    const detail = '“until” must not be before “since”.'
    throw new AppError('invalid-request', detail, {
      faults: [{ location: 'body', pointer: '/until', code: 'invalid', detail }],
    })
  }
  return store.replayChanges(webhookId, { since, until: until ?? at }, { at, ...who })
}
