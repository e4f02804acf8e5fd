import { z } from 'zod'
import { movedToExample, tombstoneExample } from '../example/article.ts'
import { id } from '../id.ts'
import { instant } from '../instant.ts'

/** The reason why an article is no longer delivered. */
export const endReasons = ['deleted', 'unpublished', 'expired', 'moved', 'withdrawn'] as const

export type EndReason = (typeof endReasons)[number]

export const reason = z
  .string()
  .min(1)
  .meta({
    description:
      'The reason. `withdrawn` is a takedown: remove every copy, and inform those you passed it to. Treat an unknown reason as `deleted`.',
    'x-extensible-enum': [...endReasons, 'left-filter'],
    examples: ['unpublished'],
  })

export const movedTo = z
  .object({ id: id.optional(), slug: z.string().optional(), url: z.string().min(1).meta({ format: 'uri' }) })
  .meta({ id: 'MovedTo', examples: [movedToExample], description: 'The new location of the content.' })

/** The record of an article that is no longer delivered. */
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
