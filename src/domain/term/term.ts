import { z } from 'zod'
import { image } from '../body/image.ts'
import { authorRefExample, termExample, termRefExample } from '../example/metadata.ts'
import { id } from '../id.ts'

export const termKinds = ['category', 'tag', 'author'] as const

export type TermKind = (typeof termKinds)[number]

/** The path segment under which the terms of a kind are served. */
export const termCollection = { category: 'categories', tag: 'tags', author: 'authors' } as const satisfies Record<
  TermKind,
  string
>

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
  pageUrl: z.string().min(1).optional().meta({ format: 'uri', description: 'A page about it elsewhere.' }),
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
  .extend({ url, articleCount: z.int().min(0).meta({ description: 'Delivered articles that carry it.' }) })
  .meta({ id: 'Term', examples: [termExample], description: 'A category, tag or author with what is known of it.' })

export type TermRef = z.infer<typeof termRef>
export type AuthorRef = z.infer<typeof authorRef>
export type DeliveredTerm = z.infer<typeof deliveredTerm>
