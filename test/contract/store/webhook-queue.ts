import type { Id } from '../../../src/domain/id.ts'
import { addSeconds } from '../../../src/domain/instant.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import type { DeliveryResult } from '../../../src/domain/store/webhook-store.ts'
import type { WebhookDelivery } from '../../../src/domain/webhook/delivery.ts'
import { planClaims, type Verdict } from '../../../src/domain/webhook/dispatch.ts'
import type { WebhookEvent } from '../../../src/domain/webhook/event.ts'
import type { PendingDelivery } from '../../../src/domain/webhook/queue.ts'
import type { StoredWebhook } from '../../../src/domain/webhook/webhook.ts'
import { numberedId } from '../../domain/sample.ts'
import { at, write } from './newsroom.ts'

export const hook: StoredWebhook = {
  id: numberedId(1, '0ab00000'),
  settings: {
    url: 'https://partner.example/hook?key=ü',
    name: 'Partner “A”',
    preset: 'standard',
    events: ['article.published', 'article.withdrawn'],
    filter: { language: ['de'], tag: ['sea'] },
    payload: 'reference',
    debounceSeconds: 0,
    ed25519: true,
  },
  isPaused: false,
  headers: { authorization: 'Bearer x' },
  secrets: [{ v1: 'whsec_AA==', v1a: { secretKey: 'whsk_AA==', publicKey: 'whpk_AA==' } }],
  health: { slowdowns: 0 },
  createdAt: at,
  updatedAt: at,
}
export const second: StoredWebhook = { ...hook, id: numberedId(2, '0ab00000'), createdAt: addSeconds(at, 1) }

/** A pending delivery about an article. */
export function waiting(number: number, article: number, more: Partial<PendingDelivery> = {}): PendingDelivery {
  const articleId = numberedId(article)
  const event: WebhookEvent = {
    type: 'article.published',
    articleId,
    slug: `article-${article}`,
    revision: number,
    at,
    groups: [`a:${article}`, 'list'],
  }
  const id = numberedId(number, '0dd00000')
  return { id, subject: articleId, event, createdAt: at, dueAt: at, attempts: 0, failures: 0, ...more }
}

export async function add(store: Store, ...webhooks: StoredWebhook[]): Promise<void> {
  for (const put of webhooks) {
    await store.writeWebhook(put.id, () => ({ put, audit: { action: 'webhook.create', detail: {} } }), write)
  }
}

/** Moves the cursor of a webhook from the start of an empty log, and queues deliveries. */
export async function queue(store: Store, webhookId: Id, ...rows: PendingDelivery[]): Promise<void> {
  const [backlog] = (await store.webhookBacklogs()).filter(({ webhook }) => webhook.id === webhookId)
  const from = backlog?.cursor ?? 0
  const move = { webhookId, isReplay: false, from, to: from, events: rows.map(one => one.event), subjects: [] }
  await store.queueDeliveries([move], () => ({ put: rows, drop: [] }))
}

export const claimAll = (store: Store, id: Id, now = at) =>
  store.claimDeliveries([id], now, (one, rows) => planClaims(one, rows, now))

export function result(
  { webhook, delivery }: { webhook: StoredWebhook; delivery: PendingDelivery },
  status = 204,
): DeliveryResult {
  const request = { method: 'POST', url: hook.settings.url, headers: { a: 'b' }, body: '{}' }
  const attempt = { at, durationMs: 12, request, response: { status, headers: {}, body: '' } }
  return { webhookId: webhook.id, deliveryId: delivery.id, number: delivery.attempts, attempt }
}

export const delivered = (): Verdict => ({ state: 'delivered', health: { slowdowns: 0 } })

export async function deliveries(store: Store, state?: WebhookDelivery['state'], webhookId = hook.id) {
  return (await store.webhookDeliveries({ webhookId, state, limit: 1000 })).deliveries
}
