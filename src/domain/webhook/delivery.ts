import { z } from 'zod'
import { id } from '../id.ts'
import { instant } from '../instant.ts'

export const deliveryStates = ['pending', 'failed', 'delivered'] as const

/** Maximum number of bytes of a request body and of a response that are kept. */
export const keptRequestBytes = 8192
export const keptResponseBytes = 2048

const request = z
  .object({
    method: z.string().meta({ examples: ['POST'] }),
    url: z.string().meta({ format: 'uri' }),
    headers: z.record(z.string(), z.string()).meta({
      description: 'Header fields. Those of the webhook have the value `…`.',
    }),
    body: z.string().meta({ description: `The first ${keptRequestBytes} bytes.` }),
  })
  .meta({ id: 'WebhookRequest' })

const response = z
  .object({
    status: z.int(),
    headers: z.record(z.string(), z.string()),
    body: z.string().meta({ description: `The first ${keptResponseBytes} bytes.` }),
  })
  .meta({ id: 'WebhookResponse' })

/** The last request of a delivery. */
export const deliveryAttempt = z
  .object({
    at: instant,
    durationMs: z.int().min(0),
    request,
    response: response.optional().meta({ description: 'Absent if there was none.' }),
    error: z
      .string()
      .optional()
      .meta({ examples: ['The connection was refused.'] }),
  })
  .meta({ id: 'WebhookAttempt', description: 'The last request of a delivery.' })

/** A delivery as shown. */
export const webhookDelivery = z
  .object({
    id: id.meta({ description: 'The `webhook-id` of its requests, the same in each attempt.' }),
    state: z.enum(deliveryStates),
    event: z.string().meta({ description: 'Type of the event.', examples: ['article.published'] }),
    articleId: id.optional(),
    revision: z.int().min(0).meta({ description: 'The last change that it reports.' }),
    attempts: z.int().min(0).meta({ description: 'Requests so far.' }),
    createdAt: instant,
    dueAt: instant.optional().meta({ description: 'Only while it is pending: when it is sent next.' }),
    endedAt: instant.optional(),
    attempt: deliveryAttempt.optional(),
  })
  .meta({ id: 'WebhookDelivery', description: 'An event for a receiver.' })

export type DeliveryAttempt = z.infer<typeof deliveryAttempt>
export type WebhookDelivery = z.infer<typeof webhookDelivery>
