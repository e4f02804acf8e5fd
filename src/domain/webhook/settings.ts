import { z } from 'zod'
import { canonicalLanguage } from '../text/language.ts'
import { presetNames, webhookEvents } from './preset.ts'

/** Maximum number of values of a member of a filter, and of header fields. */
const maxValues = 50
const maxHeaders = 10

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

const presetName = z.enum(presetNames, { error: `must be one of ${presetNames.join(', ')}` }).meta({
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

const slugs = z.array(filled).max(maxValues, `must have at most ${maxValues} items`)

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
      .max(maxValues, `must have at most ${maxValues} items`)
      .optional()
      .meta({ description: 'Language tags. `de` includes `de-AT`.' }),
  })
  .meta({
    id: 'WebhookFilter',
    description:
      'Members are combined with "and", values of one member with "or". An article that leaves the filter is reported as `article.withdrawn` with the reason `left-filter`.',
    examples: [{ category: ['transport'], language: ['de'] }],
  })

export type WebhookFilter = z.infer<typeof webhookFilter>

const receiverUrl = z
  .string()
  .trim()
  .max(2000, 'must have at most 2000 characters')
  .refine(isReceiverUrl, 'must be an absolute http or https URL without user name and fragment')
  .meta({ format: 'uri', examples: ['https://partner.example/hooks/offprint'] })

/** Header fields of every request. */
export const webhookHeaders = z
  .record(
    z.string().max(100),
    z.string().regex(/^[\x20-\x7e]{1,2000}$/, 'must have 1 to 2000 visible ASCII characters'),
  )
  .refine(fields => Object.keys(fields).length <= maxHeaders, `must have at most ${maxHeaders} fields`)
  .refine(
    fields => Object.keys(fields).every(isFreeHeader),
    'must have names of header fields, without those that Offprint sets (Content-Type, Host, Webhook-… and others)',
  )
  .meta({ description: 'Header fields for every request, such as the key of a CDN. They are not shown again.' })

/** The members that creating and changing a webhook have in common. */
export const webhookSettings = {
  url: receiverUrl,
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
