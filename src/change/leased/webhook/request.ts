import { articleUrl, type Site } from '../../../domain/address/site.ts'
import type { Id } from '../../../domain/id.ts'
import { type Instant, seconds } from '../../../domain/instant.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { Store } from '../../../domain/store/store.ts'
import { encodeToken, meaningOf, positionOf } from '../../../domain/sync/token.ts'
import type { WebhookEvent } from '../../../domain/webhook/event.ts'
import { maxPayloadBytes } from '../../../domain/webhook/payload.ts'
import { presetOf } from '../../../domain/webhook/queue.ts'
import type { StoredWebhook } from '../../../domain/webhook/webhook.ts'
import type { OutboundRequest } from '../../../outbound/send.ts'
import { logEnd } from '../../local/sync.ts'
import { signedHeaders } from './signature.ts'

export type RequestTools = {
  store: Pick<Store, 'deliveryStates' | 'filterTerms' | 'changes' | 'lastChange'>
  site: Pick<Site, 'publicUrl' | 'title'>
}

/** Builds and signs the request of an event. */
export async function buildRequest(
  { store, site }: RequestTools,
  webhook: StoredWebhook,
  { id, event }: { id: Id; event: WebhookEvent },
  at: Instant,
): Promise<OutboundRequest> {
  const { url, ed25519 } = webhook.settings
  const { method = 'POST', headers, text } = await messageOf({ store, site }, webhook, event)
  const body = new TextEncoder().encode(text)
  const secrets = webhook.secrets.filter(({ until }) => until === undefined || until > at)
  const signed = signedHeaders({ id, timestamp: seconds(at), body }, secrets, ed25519)
  return { method, url, headers: { ...webhook.headers, 'user-agent': 'Offprint', ...headers, ...signed }, body }
}

type MessageParts = { method?: string; headers: Record<string, string>; text: string }

async function messageOf(tools: RequestTools, webhook: StoredWebhook, event: WebhookEvent): Promise<MessageParts> {
  const { form } = presetOf(webhook)
  if (form === 'purge') return purge(webhook, event)
  if (form === 'empty') return json({})
  return json(form === 'text' ? { text: await textOf(tools, event) } : await payloadOf(tools, webhook, event))
}

function json(value: object): MessageParts {
  return { headers: { 'content-type': 'application/json' }, text: JSON.stringify(value) }
}

/** The purge API of a cache. A test purges a group that no response has. */
function purge({ settings }: StoredWebhook, { groups }: WebhookEvent): MessageParts {
  const names = groups.length > 0 ? groups : ['webhook-test']
  if (settings.preset === 'cloudflare') return json({ tags: names })
  const method = settings.preset === 'varnish' ? 'PURGE' : 'POST'
  return { method, headers: { 'surrogate-key': names.join(' ') }, text: '' }
}

/** The payload of an event: see `webhookPayload`. */
async function payloadOf({ store, site }: RequestTools, webhook: StoredWebhook, event: WebhookEvent): Promise<object> {
  const { type, articleId, slug = '', reason, revision, at, groups } = event
  if (articleId === undefined) return { type, timestamp: at, data: { token: await tokenAtEnd(store, webhook) } }
  const token = await tokenAfter(store, webhook, { seq: revision, at, articleId })
  const data = {
    id: articleId,
    slug,
    revision,
    url: articleUrl(site, slug),
    ...(reason !== undefined && { reason }),
    groups,
    token,
  }
  const payload = { type, timestamp: at, data }
  if (webhook.settings.payload !== 'full' || type === 'article.withdrawn' || type === 'article.moved') return payload
  const print = await printOf(store, articleId)
  if (!print?.body) return payload
  const article = JSON.parse(new TextDecoder().decode(print.body))
  article.metadata.views = print.views
  const whole = { ...payload, data: { ...data, slug: print.slug, revision: print.revision, article } }
  return Buffer.byteLength(JSON.stringify(whole)) <= maxPayloadBytes ? whole : payload
}

/** A sync token just after a change. */
async function tokenAfter(
  store: RequestTools['store'],
  webhook: StoredWebhook,
  change: { seq: number; at: Instant; articleId: Id },
): Promise<string> {
  return tokenAt(store, webhook, positionOf(change))
}

async function tokenAtEnd(store: RequestTools['store'], webhook: StoredWebhook): Promise<string> {
  return tokenAt(store, webhook, await logEnd(store))
}

async function tokenAt(
  store: RequestTools['store'],
  { settings: { filter, payload } }: StoredWebhook,
  log: ReturnType<typeof positionOf>,
): Promise<string> {
  const { delivered } = await store.filterTerms(filter)
  const query = { ...filter, view: 'full', ...(payload === 'full' && { include: ['body'] }) }
  return encodeToken({ query, meaning: meaningOf(delivered), place: { log } })
}

async function printOf(store: RequestTools['store'], articleId: Id): Promise<StoredPrint | undefined> {
  const [state] = await store.deliveryStates([articleId], { of: 'body', bytes: 1 })
  return state && 'copy' in state && 'item' in state.copy ? state.copy : undefined
}

/** A text for people, in the markup of Slack. */
async function textOf({ store, site }: RequestTools, event: WebhookEvent): Promise<string> {
  const { type, articleId, slug = '', reason } = event
  if (articleId === undefined) return `Test of ${escaped(site.title)}`
  const print = type === 'article.withdrawn' || type === 'article.moved' ? undefined : await printOf(store, articleId)
  const verb = verbs[type] ?? 'Changed'
  if (!print) return `${verb}: ${escaped(slug)}${reason === undefined ? '' : ` (${reason})`}`
  const { title } = JSON.parse(new TextDecoder().decode(print.item)) as { title: string }
  return `${verb}: <${escaped(print.canonicalUrl)}|${escaped(title)}>`
}

const verbs: Readonly<Record<string, string>> = {
  'article.published': 'Published',
  'article.reprinted': 'Updated',
  'article.withdrawn': 'Withdrawn',
  'article.moved': 'Moved',
}

/** https://api.slack.com/reference/surfaces/formatting#escaping */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('|', '¦')
}
