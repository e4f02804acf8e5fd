import { z } from 'zod'
import { id } from '../id.ts'
import { instant } from '../instant.ts'
import { onBehalfOf } from './requester.ts'

/** Who changed what, when, from where. */
export const auditEntry = z
  .object({
    number: z.int().min(1).meta({ description: 'Grows with every entry.' }),
    at: instant,
    actor: z.string().meta({
      description: '`cli`, `serve`, `system`, `key:{id}`, or `unknown` for a refused key that does not exist.',
      examples: ['system'],
    }),
    onBehalfOf: onBehalfOf.optional(),
    action: z.string().meta({ examples: ['article.publish'] }),
    requestId: z.string().optional(),
    address: z.string().optional().meta({ description: 'The address of the client.' }),
    articleId: id.optional(),
    version: z.int().min(0).optional().meta({ description: 'The version of the article after the change.' }),
    detail: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'AuditEntry', description: 'A change, and who made it.' })

export type AuditEntry = z.infer<typeof auditEntry>
