import { AppError } from '../../domain/error.ts'
import type { Id, NewId } from '../../domain/id.ts'
import { addSeconds, type Clock, now } from '../../domain/instant.ts'
import type { WebhookDecision, WebhookStore } from '../../domain/store/webhook-store.ts'
import type { Requester } from '../../domain/store/write.ts'
import { presets } from '../../domain/webhook/preset.ts'
import {
  maxWebhooks,
  type StoredWebhook,
  shownWebhook,
  stateOf,
  type Webhook,
  type WebhookChange,
  type WebhookWish,
} from '../../domain/webhook/webhook.ts'
import { newSecret } from './secret.ts'

export type WebhookDeps = { store: WebhookStore; clock: Clock; newId: NewId }

/** A webhook with its secret, which is not shown again. */
export type NewWebhook = { webhook: Webhook; secret: string }

/** All webhooks, newest first. */
export async function listWebhooks({ store }: Pick<WebhookDeps, 'store'>): Promise<Webhook[]> {
  return (await store.webhooks()).map(shownWebhook)
}

/** @throws AppError `webhook-not-found` */
export async function readWebhook(id: Id, { store }: Pick<WebhookDeps, 'store'>): Promise<StoredWebhook> {
  return found(await store.webhook(id))
}

/**
 * Creates a webhook, which receives the changes from now on.
 *
 * @throws AppError `too-many-webhooks`
 */
export async function createWebhook(
  { preset = 'standard', name, headers = {}, ...wish }: WebhookWish,
  who: Requester,
  { store, clock, newId }: WebhookDeps,
): Promise<NewWebhook> {
  const at = now(clock)
  const { events, debounceSeconds } = presets[preset]
  const secret = newSecret()
  const made: StoredWebhook = {
    id: newId(),
    settings: {
      url: new URL(wish.url).href,
      ...(name !== undefined && { name }),
      preset,
      events: [...new Set(wish.events ?? events)],
      filter: wish.filter ?? {},
      payload: wish.payload ?? 'reference',
      debounceSeconds: wish.debounceSeconds ?? debounceSeconds,
      ed25519: wish.ed25519 ?? false,
    },
    isPaused: false,
    headers: lowerCase(headers),
    secrets: [secret],
    health: { slowdowns: 0 },
    createdAt: at,
    updatedAt: at,
  }
  const decide = (_: StoredWebhook | undefined, count: number): WebhookDecision => {
    if (count >= maxWebhooks) {
      throw new AppError('too-many-webhooks', `There are ${maxWebhooks} webhooks, which is the maximum.`)
    }
    return { put: made, audit: { action: 'webhook.create', detail: auditDetail(made) } }
  }
  await store.writeWebhook(made.id, decide, { at, ...who })
  return { webhook: shownWebhook(made), secret: secret.v1 }
}

/** The members of a webhook that `editWebhook` can change. Header fields are not shown. */
export function changeable({ settings: { preset: _, ...settings }, ...webhook }: StoredWebhook) {
  return { ...settings, state: stateOf(webhook) }
}

/**
 * Changes a webhook. `active` also resumes one that was disabled: it goes on where it stopped, as far as the change log
 * reaches back.
 *
 * @param change returns the changed members; absent headers stay. Its errors are passed on
 * @throws AppError `webhook-not-found`
 */
export async function editWebhook(
  id: Id,
  change: (current: StoredWebhook) => Omit<WebhookChange, 'state'> & { state?: WebhookChange['state'] | undefined },
  who: Requester,
  { store, clock }: Omit<WebhookDeps, 'newId'>,
): Promise<Webhook> {
  const at = now(clock)
  return write(id, store, { at, ...who }, current => {
    const { state, headers, url, events, filter = {}, ...settings } = change(current)
    const { preset } = current.settings
    const put: StoredWebhook = {
      ...current,
      settings: { ...settings, preset, filter, url: new URL(url).href, events: [...new Set(events)] },
      isPaused: state === undefined ? current.isPaused : state === 'paused',
      headers: headers ? lowerCase(headers) : current.headers,
      health: state === 'active' ? { slowdowns: 0 } : current.health,
      updatedAt: at,
    }
    return { put, audit: { action: 'webhook.edit', detail: auditDetail(put) } }
  })
}

/** Removes a webhook with its deliveries. @throws AppError `webhook-not-found` */
export async function removeWebhook(
  id: Id,
  who: Requester,
  { store, clock }: Omit<WebhookDeps, 'newId'>,
): Promise<void> {
  await store.writeWebhook(
    id,
    current => ({ remove: true, audit: { action: 'webhook.delete', detail: auditDetail(found(current)) } }),
    { at: now(clock), ...who },
  )
}

/**
 * Replaces the secret. Both sign until the overlap ends.
 *
 * @param overlap seconds
 * @throws AppError `webhook-not-found`
 */
export async function rotateSecret(
  id: Id,
  overlap: number,
  who: Requester,
  { store, clock }: Omit<WebhookDeps, 'newId'>,
): Promise<NewWebhook> {
  const at = now(clock)
  const secret = newSecret()
  const webhook = await write(id, store, { at, ...who }, current => {
    const [old] = current.secrets
    const until = addSeconds(at, overlap)
    const secrets = old && overlap > 0 ? [secret, { ...old, until }] : [secret]
    const put = { ...current, secrets, updatedAt: at }
    return { put, audit: { action: 'webhook.rotate', detail: auditDetail(put) } }
  })
  return { webhook, secret: secret.v1 }
}

async function write(
  id: Id,
  store: WebhookStore,
  who: Requester & { at: string },
  decide: (current: StoredWebhook) => WebhookDecision & { put: StoredWebhook },
): Promise<Webhook> {
  let written: StoredWebhook | undefined
  await store.writeWebhook(
    id,
    current => {
      const decision = decide(found(current))
      written = decision.put
      return decision
    },
    who,
  )
  return shownWebhook(found(written))
}

function found(webhook: StoredWebhook | undefined): StoredWebhook {
  if (webhook) return webhook
  throw new AppError('webhook-not-found', 'No webhook has that id. List the webhooks to see the ids.')
}

/** The path of the address and the values of headers may be secrets. */
function auditDetail({ id, settings: { name, url, events }, headers }: StoredWebhook) {
  return {
    webhook: id,
    ...(name !== undefined && { name }),
    origin: new URL(url).origin,
    events,
    headers: Object.keys(headers),
  }
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
