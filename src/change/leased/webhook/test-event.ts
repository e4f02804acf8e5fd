import type { NewId } from '../../../domain/id.ts'
import { now } from '../../../domain/instant.ts'
import type { WebhookStore } from '../../../domain/store/webhook-store.ts'
import type { WebhookDelivery } from '../../../domain/webhook/delivery.ts'
import type { WebhookEvent } from '../../../domain/webhook/event.ts'
import type { StoredWebhook } from '../../../domain/webhook/webhook.ts'
import { type AttemptTools, attempt } from './attempt.ts'

/** Sends a test to a receiver, also if the webhook is paused, and keeps it among the deliveries. */
export async function sendTestEvent(
  tools: Omit<AttemptTools, 'store'> & {
    store: AttemptTools['store'] & Pick<WebhookStore, 'noteDelivery'>
    newId: NewId
  },
  webhook: StoredWebhook,
): Promise<WebhookDelivery> {
  const createdAt = now(tools.clock)
  const id = tools.newId()
  const event: WebhookEvent = { type: 'webhook.test', revision: 0, at: createdAt, groups: [] }
  const { attempt: made } = await attempt(tools, webhook, { id, event })
  const status = made.response?.status ?? 0
  const delivery: WebhookDelivery = {
    id,
    state: status >= 200 && status < 300 ? 'delivered' : 'failed',
    event: event.type,
    revision: 0,
    attempts: 1,
    createdAt,
    endedAt: now(tools.clock),
    attempt: made,
  }
  await tools.store.noteDelivery(webhook.id, delivery)
  return delivery
}
