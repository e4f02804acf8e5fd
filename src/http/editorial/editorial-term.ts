import { z } from 'zod'
import { image } from '../../domain/body/image.ts'
import { type TermKind, term, termCollection } from '../../domain/term/term.ts'
import { page as pageSchema } from '../message/collection.ts'
import { editorialOperation } from '../message/editorial-operation.ts'

const words = (max: number) =>
  z
    .string()
    .max(max, `must have at most ${max} characters`)
    .refine(text => text.trim() !== '', 'must not be empty')
    .meta({ minLength: 1, pattern: '\\S' })

const draft = z.object({
  name: words(200).meta({ examples: ['Transport'] }),
  slug: words(250)
    .optional()
    .meta({ description: 'Absent: derived from the name.', examples: ['transport'] }),
  description: words(5000).optional(),
  image: image.optional(),
  pageUrl: z
    .url({ protocol: /^https?$/, error: 'must be an absolute http or https URL' })
    .max(2000)
    .optional()
    .meta({ description: 'URL of a page about the term on another site.' }),
})

export const newTerm = z
  .strictObject(draft.shape)
  .meta({ id: 'TermDraft', examples: [{ name: 'Transport' }], description: 'A new category, tag or author.' })

/** A term that exists always has a slug. */
export const wholeTerm = z.strictObject({ ...draft.shape, slug: words(250) })

export const termChange = z
  .strictObject(draft.partial().shape)
  .meta({ id: 'TermChange', examples: [{ name: 'On the move' }], description: 'A merge patch: null removes a member.' })

export const editedTerm = term
  .extend({
    articleCount: z.int().min(0).meta({ description: 'Number of published articles with this term.' }),
    formerSlugs: z.array(z.string()).meta({ description: 'Former slugs that redirect to the term.' }),
    otherNames: z.array(z.string()).meta({ description: 'Other names that imports map to the term, in lower case.' }),
    version: z.int().min(1).meta({ description: 'Version number; increases by one with every change.' }),
    etag: z
      .string()
      .min(1)
      .meta({
        description: 'The version, as in the `ETag` header. Send it in `If-Match`.',
        examples: ['"v2.Xa3_-q9B"'],
      }),
  })
  .meta({ id: 'EditedTerm', description: 'A category, tag or author in the editorial API.' })

export const merger = z
  .strictObject({
    into: words(250).meta({ description: 'Id or slug of the target term.' }),
  })
  .meta({ id: 'Merger', examples: [{ into: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11' }] })

const editedTermList = z.object({ items: z.array(editedTerm), page: pageSchema }).meta({ id: 'EditedTermList' })

export const termParams = z.strictObject({
  id: z.string().meta({
    description: 'Id, slug or former slug of the term.',
    examples: ['0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'],
  }),
})

/** Parameters of a list of terms that a cursor contains. */
export const termWalk = z.strictObject({
  q: words(200).optional().meta({ description: 'Text that the name contains.' }),
  unused: z.boolean('must be true or false').optional().meta({
    description:
      'Only terms without articles. Working copies and published articles count; deleted and withdrawn articles do not.',
    default: false,
  }),
})
const plural = { category: 'Categories', tag: 'Tags', author: 'Authors' } as const
const singular = { category: 'Category', tag: 'Tag', author: 'Author' } as const

const article = (kind: TermKind) => (kind === 'author' ? 'an author' : `a ${kind}`)

/** The operations on one kind of term. */
export const described = (kind: TermKind) => ({
  list: editorialOperation({
    operationId: `listEdited${plural[kind]}`,
    summary: `List all ${termCollection[kind]}, including unused ones, sorted by slug`,
    answers: { 200: editedTermList },
  }),
  create: editorialOperation({
    operationId: `create${singular[kind]}`,
    summary: `Create ${article(kind)}`,
    answers: { 201: editedTerm },
    isForReaders: true,
    fails: [409, 410, 415, 422],
  }),
  read: editorialOperation({
    operationId: `getEdited${singular[kind]}`,
    summary: `Get ${article(kind)} as editors see it`,
    description: `The id of a merged ${kind} returns the ${kind} that it was merged into.`,
    answers: { 200: editedTerm },
    fails: [404],
    isConditional: true,
  }),
  edit: editorialOperation({
    operationId: `edit${singular[kind]}`,
    summary: `Change ${article(kind)} in all its articles`,
    description:
      'A merge patch (RFC 7396). The former slug redirects, and imports still recognise the former name. Up to 100 published articles change at once; the rest follows within seconds.',
    answers: { 200: editedTerm },
    isForReaders: true,
    fails: [404, 409, 412, 415, 428],
  }),
  merge: editorialOperation({
    operationId: `merge${singular[kind]}`,
    summary: `Merge ${article(kind)} into another one`,
    description: 'The target term, which is returned, gets all articles, slugs and names. `If-Match` is optional.',
    answers: { 200: editedTerm },
    isForReaders: true,
    fails: [404, 409, 410, 412, 415, 422],
  }),
  remove: editorialOperation({
    operationId: `delete${singular[kind]}`,
    summary: `Delete an unused ${kind}`,
    description:
      'If a working copy or a published article has the term, the response is a 409 `term-used` that names such articles. Deleted and withdrawn articles lose the term. Its slugs and names can be used again.',
    answers: { 204: null },
    fails: [404, 409, 412, 428],
  }),
})
