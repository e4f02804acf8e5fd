import { z } from 'zod'
import { type Id, id } from '../id.ts'
import { type Instant, instant } from '../instant.ts'
import { canonicalLanguage } from '../text/language.ts'
import { presetNames, webhookEvents } from './preset.ts'

/** Maximum number of webhooks, of values of a filter, and of header fields. */
export const mostWebhooks = 500
const mostValues = 50
const mostHeaders = 10

/** Header fields that Offprint or the connection sets. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'surrogate-key',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
])

const eventType = z
  .enum(webhookEvents, { error: `must be one of ${webhookEvents.join(', ')}` })
  .meta({ id: 'WebhookEventType', examples: ['article.published'] })

export const presetName = z.enum(presetNames, { error: `must be one of ${presetNames.join(', ')}` }).meta({
  id: 'WebhookPreset',
  description: 'The kind of receiver: see the guide to webhooks.',
  examples: ['standard'],
})

const payload = z.enum(['reference', 'full'], { error: 'must be one of reference, full' }).meta({
  id: 'WebhookPayload',
  description: '`full`: events contain the article, if it fits into 256 KiB.',
})

/** Text that is not blank; the pattern says so in JSON Schema. */
const filled = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters')
  .meta({ pattern: '\\S' })

const slugs = z.array(filled).max(mostValues, `must have at most ${mostValues} items`)

const language = z
  .string()
  .max(35, 'must be a language tag such as en or de-AT')
  .overwrite(text => canonicalLanguage(text) ?? text)
  .refine(text => canonicalLanguage(text) === text, 'must be a language tag such as en or de-AT')

/** Which articles a webhook is about. */
export const webhookFilter = z
  .strictObject({
    category: slugs.optional().meta({ description: 'Slugs of categories.' }),
    tag: slugs.optional().meta({ description: 'Slugs of tags.' }),
    language: z
      .array(language)
      .max(mostValues, `must have at most ${mostValues} items`)
      .optional()
      .meta({ description: 'Language tags. `de` includes `de-AT`.' }),
  })
  .meta({
    id: 'WebhookFilter',
    description:
      'Members are combined with "and", values of one member with "or". An article that leaves the filter is reported as `article.withdrawn` with the reason `left-filter`.',
    examples: [{ category: ['transport'], language: ['de'] }],
  })

const url = z
  .string()
  .trim()
  .max(2000, 'must have at most 2000 characters')
  .refine(isReceiverUrl, 'must be an absolute http or https URL without user name and fragment')
  .meta({ format: 'uri', examples: ['https://partner.example/hooks/offprint'] })

const headers = z
  .record(
    z.string().max(100),
    z.string().regex(/^[\x20-\x7e]{1,2000}$/, 'must have 1 to 2000 visible ASCII characters'),
  )
  .refine(fields => Object.keys(fields).length <= mostHeaders, `must have at most ${mostHeaders} fields`)
  .refine(
    fields => Object.keys(fields).every(isFreeHeader),
    'must have names of header fields, without those that Offprint sets (Content-Type, Host, Webhook-… and others)',
  )
  .meta({ description: 'Header fields for every request, such as the key of a CDN. They are not shown again.' })

const settings = {
  url,
  name: filled.meta({ examples: ['Partner site'] }),
  preset: presetName,
  events: z
    .array(eventType)
    .min(1, 'must have at least one item')
    .max(webhookEvents.length, `must have at most ${webhookEvents.length} items`),
  filter: webhookFilter,
  payload,
  debounceSeconds: z.int().min(0).max(3600).meta({
    description:
      'Changes are collected until there was none for this time, or for ten times as long since the first of them.',
  }),
  ed25519: z
    .boolean()
    .meta({ description: 'Whether requests also have a signature `v1a`, which `publicKey` verifies.' }),
}

/** A webhook to create. The preset has the defaults. */
export const webhookWish = z
  .strictObject({
    ...settings,
    name: settings.name.optional(),
    preset: presetName.optional(),
    events: settings.events.optional(),
    filter: webhookFilter.optional(),
    payload: payload.optional(),
    debounceSeconds: settings.debounceSeconds.optional(),
    ed25519: settings.ed25519.optional(),
    headers: headers.optional(),
  })
  .meta({
    id: 'WebhookWish',
    examples: [{ url: 'https://partner.example/hooks/offprint', name: 'Partner site', filter: { language: ['de'] } }],
  })

/** The members of a webhook that can be changed. */
export const webhookChange = z
  .strictObject({
    url,
    name: settings.name.optional(),
    events: settings.events,
    filter: webhookFilter.optional(),
    payload,
    debounceSeconds: settings.debounceSeconds,
    ed25519: settings.ed25519,
    headers: headers.optional(),
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
    ...settings,
    name: settings.name.optional(),
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
export type WebhookFilter = z.infer<typeof webhookFilter>

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
  settings: Omit<WebhookChange, 'headers' | 'state'> & { preset: z.infer<typeof presetName>; filter: WebhookFilter }
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
    ...(current?.v1a && settings.ed25519 && { publicKey: current.v1a.publicKey }),
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

function isReceiverUrl(text: string): boolean {
  const parsed = URL.parse(text)
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') return false
  return parsed.username === '' && parsed.password === '' && parsed.hash === ''
}

/** Names of header fields are tokens (RFC 9110 section 5.6.2). */
function isFreeHeader(field: string): boolean {
  const lower = field.toLowerCase()
  return /^[a-z\d!#$%&'*+.^_`|~-]+$/.test(lower) && !ownHeaders.has(lower) && !lower.startsWith('webhook-')
}
