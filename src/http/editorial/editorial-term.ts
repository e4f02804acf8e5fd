import { z } from 'zod'
import { image } from '../../domain/body/image.ts'
import { type TermKind, term, termCollection } from '../../domain/term/term.ts'
import { page as pageSchema } from '../message/collection.ts'
import { editorialOperation } from '../message/editorial-operation.ts'

const words = (most: number) =>
  z
    .string()
    .max(most, `must have at most ${most} characters`)
    .refine(text => text.trim() !== '', 'must not be empty')
    .meta({ minLength: 1, pattern: '\\S' })

const draft = z.object({
  name: words(200).meta({ examples: ['Transport'] }),
  slug: words(250)
    .optional()
    .meta({ description: 'Absent: made of the name.', examples: ['transport'] }),
  description: words(5000).optional(),
  image: image.optional(),
  pageUrl: z
    .url({ protocol: /^https?$/, error: 'must be an absolute http or https URL' })
    .max(2000)
    .optional()
    .meta({ description: 'A page about it elsewhere.' }),
})

export const newTerm = z
  .strictObject(draft.shape)
  .meta({ id: 'TermDraft', examples: [{ name: 'Transport' }], description: 'A category, tag or author to be.' })

export const termChange = z
  .strictObject(draft.partial().shape)
  .meta({ id: 'TermChange', examples: [{ name: 'On the move' }], description: 'A merge patch; null removes a member.' })

export const editedTerm = term
  .extend({
    articleCount: z.int().min(0).meta({ description: 'Delivered articles that carry it.' }),
    formerSlugs: z.array(z.string()).meta({ description: 'Slugs that lead to it.' }),
    otherNames: z.array(z.string()).meta({ description: 'Names by which sources mean it too, in lower case.' }),
    version: z.int().min(1).meta({ description: 'Grows by one with every change.' }),
    etag: z
      .string()
      .min(1)
      .meta({
        description: 'Names the version, as the header `ETag` does: for `If-Match`.',
        examples: ['"v2.Xa3_-q9B"'],
      }),
  })
  .meta({ id: 'EditedTerm', description: 'A category, tag or author as editors see it.' })

export const merger = z
  .strictObject({
    into: words(250).meta({ description: 'Id or slug of the other one.' }),
  })
  .meta({ id: 'Merger', examples: [{ into: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11' }] })

const editedTermList = z.object({ items: z.array(editedTerm), page: pageSchema }).meta({ id: 'EditedTermList' })

export const termParams = z.strictObject({
  id: z.string().meta({
    description: 'Id of the term, or its slug; a former slug leads to it, too.',
    examples: ['0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'],
  }),
})

/** What a list of terms is asked for, beside its place. */
export const termWalk = z.strictObject({
  q: words(200).optional().meta({ description: 'Part of the name.' }),
  unused: z.boolean('must be true or false').optional().meta({
    description:
      'Only those that no article carries, as working copy or as delivered; deleted and withdrawn ones do not count.',
    default: false,
  }),
})
const plural = { category: 'Categories', tag: 'Tags', author: 'Authors' } as const
const singular = { category: 'Category', tag: 'Tag', author: 'Author' } as const

/** The operations on one kind of term. */
export const described = (kind: TermKind) => ({
  list: editorialOperation({
    operationId: `listEdited${plural[kind]}`,
    summary: `All ${termCollection[kind]}, also those that no delivered article carries, by slug`,
    answers: { 200: editedTermList },
  }),
  create: editorialOperation({
    operationId: `create${singular[kind]}`,
    summary: `Make one of the ${termCollection[kind]}`,
    answers: { 201: editedTerm },
    isForReaders: true,
    fails: [409, 415, 422],
  }),
  read: editorialOperation({
    operationId: `getEdited${singular[kind]}`,
    summary: `One of the ${termCollection[kind]}`,
    description: 'One that was merged into another is that one.',
    answers: { 200: editedTerm },
    fails: [404],
    isConditional: true,
  }),
  edit: editorialOperation({
    operationId: `edit${singular[kind]}`,
    summary: `Change one of the ${termCollection[kind]}, in every article that carries it`,
    description:
      'A merge patch (RFC 7396). A former slug leads to it, a former name means it. Above 100 articles the rest follows within seconds.',
    answers: { 200: editedTerm },
    isForReaders: true,
    fails: [404, 409, 412, 415, 428],
  }),
  merge: editorialOperation({
    operationId: `merge${singular[kind]}`,
    summary: `Make one of the ${termCollection[kind]} part of another`,
    description:
      'Slugs, names and articles are those of the other one from then on, which is the answer. `If-Match` may be left out.',
    answers: { 200: editedTerm },
    isForReaders: true,
    fails: [404, 409, 412, 415, 422],
  }),
  remove: editorialOperation({
    operationId: `delete${singular[kind]}`,
    summary: `Delete one of the ${termCollection[kind]} that no article carries`,
    description:
      'One that an article carries, as working copy or as delivered, is a 409 `term-used` that names articles. Deleted and withdrawn articles lose it. Slugs and names are free again.',
    answers: { 204: null },
    fails: [404, 409, 412, 428],
  }),
})
