import { z } from 'zod'
import { type Id, id } from '../id.ts'
import { type Instant, instant } from '../instant.ts'
import { type WebhookFilter, webhookHeaders, webhookSettings } from './settings.ts'

/** Maximum number of webhooks. */
export const maxWebhooks = 500

/** A webhook to create. The preset has the defaults. */
export const webhookWish = z
  .strictObject({
    ...webhookSettings,
    name: webhookSettings.name.optional(),
    preset: webhookSettings.preset.optional(),
    events: webhookSettings.events.optional(),
    filter: webhookSettings.filter.optional(),
    payload: webhookSettings.payload.optional(),
    debounceSeconds: webhookSettings.debounceSeconds.optional(),
    ed25519: webhookSettings.ed25519.optional(),
    headers: webhookHeaders.optional(),
  })
  .meta({
    id: 'WebhookWish',
    examples: [{ url: 'https://partner.example/hooks/offprint', name: 'Partner site', filter: { language: ['de'] } }],
  })

/** The members of a webhook that can be changed. */
export const webhookChange = z
  .strictObject({
    url: webhookSettings.url,
    name: webhookSettings.name.optional(),
    events: webhookSettings.events,
    filter: webhookSettings.filter.optional(),
    payload: webhookSettings.payload,
    debounceSeconds: webhookSettings.debounceSeconds,
    ed25519: webhookSettings.ed25519,
    headers: webhookHeaders.optional(),
    state: z.enum(['active', 'paused'], { error: 'must be one of active, paused' }),
  })
  .meta({
    id: 'WebhookChange',
    examples: [{ state: 'paused' }],
    description: 'A merge patch; null removes a member. `state: "active"` also resumes a disabled webhook.',
  })

/** Why a webhook was disabled. */
const disabled = z
  .object({ at: instant, reason: z.string().meta({ examples: ['The receiver answered 410 Gone.'] }) })
  .meta({ id: 'WebhookDisabled' })

/** A webhook as shown: without its secrets. */
export const webhook = z
  .object({
    id,
    ...webhookSettings,
    name: webhookSettings.name.optional(),
    publicKey: z.string().optional().meta({ description: 'Verifies signatures `v1a`: `whpk_…`.' }),
    headerNames: z.array(z.string()).meta({ description: 'Names of the header fields, in lower case.' }),
    state: z
      .enum(['active', 'paused', 'disabled'])
      .meta({ description: '`disabled`: Offprint stopped it. `disabled` has the reason.' }),
    disabled: disabled.optional(),
    failingSince: instant
      .optional()
      .meta({ description: 'Since when every request failed. Absent = the last one succeeded.' }),
    resumesAt: instant
      .optional()
      .meta({ description: 'Nothing is sent before, because the receiver asked to slow down.' }),
    oldSecretExpiresAt: instant.optional().meta({ description: 'Until then, the previous secret signs too.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Webhook', description: 'A webhook, without its secrets.' })

export type WebhookWish = z.infer<typeof webhookWish>
export type WebhookChange = z.infer<typeof webhookChange>

/** Secrets that sign. The first is current; another one signs until its end. */
export type SigningSecret = {
  /** `whsec_` and base64. */
  v1: string
  /** `whsk_` and base64 of the seed of an ed25519 key, with its public key: `whpk_`. */
  v1a?: { secretKey: string; publicKey: string } | undefined
  /** Absent: current. */
  until?: Instant | undefined
}

/** How the receiver has been answering. */
export type EndpointHealth = {
  failingSince?: Instant | undefined
  lastFailureAt?: Instant | undefined
  /** Nothing is sent before. */
  resumesAt?: Instant | undefined
  /** How often in a row the receiver asked to slow down. */
  slowdowns: number
  disabled?: { at: Instant; reason: string } | undefined
}

/** A webhook as stored. */
export type StoredWebhook = {
  id: Id
  settings: Omit<WebhookChange, 'headers' | 'state'> & {
    preset: z.infer<typeof webhookSettings.preset>
    filter: WebhookFilter
  }
  /** Whether the operator paused it. */
  isPaused: boolean
  headers: Readonly<Record<string, string>>
  secrets: readonly SigningSecret[]
  health: EndpointHealth
  createdAt: Instant
  updatedAt: Instant
}

export type Webhook = z.infer<typeof webhook>

/** A webhook as editors see it. */
export function shownWebhook({ id, settings, isPaused, headers, secrets, health, ...times }: StoredWebhook): Webhook {
  const [current, previous] = secrets
  const { failingSince, resumesAt, disabled } = health
  const { name, ...others } = settings
  return {
    id,
    ...(name !== undefined && { name }),
    ...others,
    ...(current?.v1a && webhookSettings.ed25519 && { publicKey: current.v1a.publicKey }),
    headerNames: Object.keys(headers),
    state: stateOf({ isPaused, health }),
    ...(disabled && { disabled }),
    ...(failingSince !== undefined && { failingSince }),
    ...(resumesAt !== undefined && { resumesAt }),
    ...(previous?.until !== undefined && { oldSecretExpiresAt: previous.until }),
    ...times,
  }
}

export function stateOf({ isPaused, health }: Pick<StoredWebhook, 'isPaused' | 'health'>): Webhook['state'] {
  if (health.disabled) return 'disabled'
  return isPaused ? 'paused' : 'active'
}

/** Name of a webhook as a reader of the change log. */
export function webhookReader(webhookId: Id): string {
  return `webhook:${webhookId}`
}
