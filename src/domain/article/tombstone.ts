import { z } from 'zod'
import { movedToExample, tombstoneExample } from '../example/article.ts'
import { id } from '../id.ts'
import { instant } from '../instant.ts'

/** Why an article is no longer delivered. */
export const endReasons = ['deleted', 'unpublished', 'expired', 'moved', 'withdrawn'] as const

export type EndReason = (typeof endReasons)[number]

export const reason = z
  .string()
  .min(1)
  .meta({
    description:
      'Why. `withdrawn` is a takedown: remove every copy and tell those you passed it to. Treat an unknown reason as `deleted`.',
    'x-extensible-enum': [...endReasons, 'left-filter'],
    examples: ['unpublished'],
  })

export const movedTo = z
  .object({ id: id.optional(), slug: z.string().optional(), url: z.string().min(1).meta({ format: 'uri' }) })
  .meta({ id: 'MovedTo', examples: [movedToExample], description: 'Where the content lives now.' })

/** What is left of an article that is no longer delivered. */
export const tombstone = z
  .object({
    id,
    slug: z.string(),
    revision: z.int().min(1),
    reason,
    at: instant,
    note: z.string().optional(),
    movedTo: movedTo.optional(),
  })
  .meta({ id: 'Tombstone', examples: [tombstoneExample] })

export type Tombstone = z.infer<typeof tombstone>
export type MovedTo = z.infer<typeof movedTo>
