import { z } from 'zod'
import { id } from '../id.ts'
import { instant } from '../instant.ts'
import { deliveredArticle } from '../print/delivered.ts'
import { webhookEvents } from './preset.ts'

/** Maximum size of a payload with an article, in bytes. A larger one is sent without it. */
export const maxPayloadBytes = 262_144

const token = z.string().min(1).meta({
  description:
    'A token for `/v1/sync` that continues just after this change, with the filter of the webhook and, with `payload=full`, `include=body`.',
})

/** What an event says about an article. */
const data = z
  .object({
    id: id.meta({ description: 'Id of the article.' }),
    slug: z.string(),
    revision: z.int().min(1).meta({ description: 'Ignore the event if your copy has this revision or a later one.' }),
    url: z
      .string()
      .meta({ format: 'uri', description: 'URL of the article in the API. It answers 410 when it is gone.' }),
    reason: z
      .string()
      .optional()
      .meta({
        description: 'Why the article is gone. Treat an unknown value like `deleted`.',
        'x-extensible-enum': ['deleted', 'unpublished', 'expired', 'moved', 'withdrawn', 'left-filter'],
      }),
    groups: z.array(z.string()).meta({ description: 'Groups of the cached responses that the change affects.' }),
    token,
    article: deliveredArticle.optional().meta({
      description:
        'With `payload=full`: the article when the request was sent. Absent if it is gone, or if the payload would exceed 256 KiB.',
    }),
  })
  .meta({ id: 'WebhookEventData' })

/** The body of a request to a webhook. */
export const webhookPayload = z
  .object({
    type: z.enum(webhookEvents),
    timestamp: instant.meta({ description: 'When the change happened.' }),
    data,
  })
  .meta({
    id: 'WebhookEventPayload',
    description: 'A change of a published article.',
    examples: [
      {
        type: 'article.published',
        timestamp: '2026-11-22T12:00:00Z',
        data: {
          id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11',
          slug: 'harbour-trust-buys-two-electric-ferries',
          revision: 48213,
          url: 'https://news.example.org/v1/articles/harbour-trust-buys-two-electric-ferries',
          groups: ['a:AZOhxHseHDqfUl0Oiitsb', 'list', 'language:en'],
          token: 'q83vASNFZ4mrze8',
        },
      },
    ],
  })

/** The body of a test. */
export const webhookTestPayload = z
  .object({
    type: z.enum(['webhook.test']),
    timestamp: instant,
    data: z.object({ token }).meta({ id: 'WebhookTestData' }),
  })
  .meta({ id: 'WebhookTestPayload', description: 'A test, sent on request.' })

export type WebhookPayload = z.infer<typeof webhookPayload>
