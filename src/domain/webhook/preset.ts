/** Types of events, by what happened to an article. */
export const webhookEvents = ['article.published', 'article.reprinted', 'article.withdrawn', 'article.moved'] as const

export type WebhookEventType = (typeof webhookEvents)[number]

/** What the requests of a webhook contain: the event, nothing, cache groups to purge, or a text for people. */
export type RequestForm = 'event' | 'empty' | 'purge' | 'text'

export type Preset = {
  form: RequestForm
  /** Default types of events. */
  events: readonly WebhookEventType[]
  /** Default seconds without a change after which the request is sent. */
  debounceSeconds: number
  /** Maximum number of cache groups in one request. */
  maxGroups?: number
}

/** A reprint changes no content, so receivers of content do not need it. Caches and sites built from articles do. */
const contentEvents = ['article.published', 'article.withdrawn', 'article.moved'] as const

export const presetNames = [
  'standard',
  'nextjs',
  'vercel',
  'netlify',
  'fastly',
  'cloudflare',
  'varnish',
  'slack',
] as const

export type PresetName = (typeof presetNames)[number]

/** The supported receivers. docs/webhooks.md has a section for each. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  standard: { form: 'event', events: contentEvents, debounceSeconds: 0 },
  nextjs: { form: 'event', events: webhookEvents, debounceSeconds: 0 },
  vercel: { form: 'empty', events: webhookEvents, debounceSeconds: 60 },
  netlify: { form: 'empty', events: webhookEvents, debounceSeconds: 60 },
  fastly: { form: 'purge', events: webhookEvents, debounceSeconds: 0, maxGroups: 256 },
  cloudflare: { form: 'purge', events: webhookEvents, debounceSeconds: 0, maxGroups: 100 },
  varnish: { form: 'purge', events: webhookEvents, debounceSeconds: 0, maxGroups: 200 },
  slack: { form: 'text', events: contentEvents, debounceSeconds: 0 },
}
