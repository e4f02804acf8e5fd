import { z } from 'zod'
import { image } from '../body/image.ts'
import { authorRefExample, termExample, termRefExample } from '../example/metadata.ts'
import { id } from '../id.ts'
import { instant } from '../instant.ts'

export const termKinds = ['category', 'tag', 'author'] as const

export type TermKind = (typeof termKinds)[number]

/** The path segment under which the terms of a kind are served. */
export const termCollection = { category: 'categories', tag: 'tags', author: 'authors' } as const satisfies Record<
  TermKind,
  string
>

/** Orders of a list of terms; `-` = most articles, or latest publication first. Equal terms are sorted by slug. */
export const termSorts = ['slug', 'name', '-articleCount', '-latestPublishedAt'] as const

export type TermSort = (typeof termSorts)[number]

/** A category, tag or author as stored. */
export const term = z.object({
  id,
  slug: z
    .string()
    .min(1)
    .meta({ examples: ['transport'] }),
  name: z
    .string()
    .min(1)
    .meta({ examples: ['Transport'] }),
  description: z.string().optional(),
  image: image.optional(),
  pageUrl: z.string().min(1).optional().meta({ format: 'uri', description: 'A page about it on another site.' }),
})

export type Term = z.infer<typeof term> & { kind: TermKind }

const url = z.string().min(1).meta({ format: 'uri' })

/** A category or tag as an article names it. */
export const termRef = term
  .pick({ id: true, slug: true, name: true })
  .extend({ url })
  .meta({ id: 'TermReference', examples: [termRefExample], description: 'A category or tag of the article.' })

export const authorRef = term
  .pick({ id: true, slug: true, name: true, pageUrl: true, image: true })
  .extend({ url })
  .meta({ id: 'AuthorReference', examples: [authorRefExample], description: 'An author of the article.' })

/** A category, tag or author as its own resource. */
export const deliveredTerm = term
  .extend({
    url,
    articleCount: z.int().min(0).meta({ description: 'Number of published articles that have it.' }),
    latestPublishedAt: instant
      .optional()
      .meta({ description: 'When the newest of these articles was first published.' }),
  })
  .meta({ id: 'Term', examples: [termExample], description: 'A category, tag or author.' })

export type TermRef = z.infer<typeof termRef>
export type AuthorRef = z.infer<typeof authorRef>
export type DeliveredTerm = z.infer<typeof deliveredTerm>
