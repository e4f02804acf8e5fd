import { webhookPayload, webhookTestPayload } from '../../domain/webhook/payload.ts'
import { webhookEvents } from '../../domain/webhook/preset.ts'

const summaries: Readonly<Record<string, string>> = {
  'article.published': 'An article was published',
  'article.reprinted': 'The delivered form of an article changed',
  'article.withdrawn': 'An article is no longer delivered',
  'article.moved': 'An article moved to another site',
  'webhook.test': 'A test',
}

const header = (name: string, description: string, type = 'string') => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type },
})

const parameters = [
  header('webhook-id', 'Id of the event. Ignore an event whose id you have processed.'),
  header('webhook-timestamp', 'Time of the request, in seconds since 1970. Refuse old ones.', 'integer'),
  header('webhook-signature', 'Signatures of id, timestamp and body, separated by spaces: `v1,…` and `v1a,…`.'),
]

/** Adds the requests that Offprint sends to webhooks. Their schemas are registered with the others. */
export function describeWebhooks<Document extends object>(document: Document): Document {
  const webhooks = Object.fromEntries([...webhookEvents, 'webhook.test'].map(type => [type, { post: describe(type) }]))
  return { ...document, webhooks }
}

function describe(type: string) {
  const { id } = (type === 'webhook.test' ? webhookTestPayload : webhookPayload).meta() ?? {}
  return {
    operationId: `receive${type
      .split('.')
      .map(word => word.slice(0, 1).toUpperCase() + word.slice(1))
      .join('')}`,
    summary: summaries[type],
    description: 'A request of a webhook: see `createWebhook`. Answer within 15 seconds.',
    tags: ['Editorial'],
    security: [],
    parameters,
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${id}` } } },
    },
    responses: {
      204: { description: 'Received. Any 2xx means the same.' },
      410: { description: 'Not wanted any more: the webhook is disabled.' },
      default: { description: 'Failed: the request is repeated later. `Retry-After` is respected.' },
    },
  }
}
