import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { termPlace } from '../../domain/cursor.ts'
import { image } from '../../domain/image.ts'
import { isObject } from '../../domain/merge-patch.ts'
import type { Answered } from '../../domain/store/idempotency-store.ts'
import type { EditedTerm } from '../../domain/store/term-edit-store.ts'
import { type TermKind, term, termCollection, termKinds } from '../../domain/term.ts'
import type { TermPatch } from '../../domain/term-edit.ts'
import { createTerm, editTerm, etagOfTerm, mergeTerm, readTerm } from '../../editorial/term.ts'
import { cursor, limit } from '../article-query.ts'
import { page as pageSchema } from '../collection.ts'
import {
  type Editorial,
  editorialPath,
  emptyAnswer,
  jsonAnswer,
  mayRead,
  noQuery,
  sendJson,
  whoAsks,
} from '../editorial.ts'
import { editorialOperation } from '../editorial-operation.ts'
import { sendAnswered } from '../idempotency.ts'
import { statedTags } from '../if-match.ts'
import { patched, patchTypes, patchValidator, takePatch } from '../merge-patch.ts'
import { readBody } from '../validate.ts'
import { pageOf, readWalk } from '../walk.ts'

const words = (most: number) =>
  z
    .string()
    .max(most, `must have at most ${most} characters`)
    .refine(text => text.trim() !== '', 'must not be empty')

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

const newTerm = z
  .strictObject(draft.shape)
  .meta({ id: 'TermDraft', examples: [{ name: 'Transport' }], description: 'A category, tag or author to be.' })

const termChange = z
  .strictObject(draft.partial().shape)
  .meta({ id: 'TermChange', examples: [{ name: 'On the move' }], description: 'A merge patch; null removes a member.' })

const editedTerm = term
  .extend({
    articleCount: z.int().min(0).meta({ description: 'Delivered articles that carry it.' }),
    formerSlugs: z.array(z.string()).meta({ description: 'Slugs that lead to it.' }),
    otherNames: z.array(z.string()).meta({ description: 'Names by which sources mean it too, in lower case.' }),
  })
  .meta({ id: 'EditedTerm', description: 'A category, tag or author as editors see it.' })

const merger = z
  .strictObject({ into: term.shape.id })
  .meta({ id: 'Merger', examples: [{ into: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11' }] })

const editedTermList = z.object({ items: z.array(editedTerm), page: pageSchema }).meta({ id: 'EditedTermList' })

const params = z.strictObject({
  id: z.string().meta({ description: 'Id of the term.', examples: ['0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'] }),
})
const ifMatch = z.looseObject({
  'if-match': z.string().optional().meta({ description: 'The `ETag` that it was read with: 412 when it has changed.' }),
})

const walkQuery = z.strictObject({
  q: words(200).optional().meta({ description: 'Part of the name.' }),
})
const shape = { query: walkQuery, place: termPlace }
const plural = { category: 'Categories', tag: 'Tags', author: 'Authors' } as const
const singular = { category: 'Category', tag: 'Tag', author: 'Author' } as const

const described = (kind: TermKind) => ({
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
    fails: [409, 415],
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
    fails: [404, 409, 412, 415],
  }),
  merge: editorialOperation({
    operationId: `merge${singular[kind]}`,
    summary: `Make one of the ${termCollection[kind]} part of another`,
    description: 'Slugs, names and articles are those of the other one from then on, which is the answer.',
    answers: { 200: editedTerm },
    isForReaders: true,
    fails: [404, 412, 415],
  }),
})

/** Categories, tags and authors under editing. */
export const editorialTermRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const reads = { scope: 'articles:read' } as const
  const writes = { scope: 'articles:publish' } as const

  for (const kind of termKinds) {
    const base = `${editorialPath}/${termCollection[kind]}`
    const one = `${base}/:id`
    const { list, create, read, edit, merge } = described(kind)
    const querystring = z.strictObject({ ...walkQuery.shape, cursor, limit })

    /** The term, for a key that may read it; its address and state for others. */
    function answerTo(request: FastifyRequest, edited: EditedTerm, status = 200): Answered {
      const headers = { ...tagged(edited), location: `${deps.site.publicUrl}${base}/${edited.id}` }
      if (!mayRead(request)) return emptyAnswer(headers)
      return jsonAnswer(shown(edited), { status, headers: status === 201 ? headers : tagged(edited) })
    }

    app.get(base, { config: reads, schema: { ...list, querystring } }, async (request, reply) => {
      const walk = readWalk(`edited-${termCollection[kind]}`, request.query, shape, {})
      const { query, place, back } = walk
      const found = await deps.store.allTerms(kind, {
        ...query,
        limit: walk.limit,
        from: place?.slug,
        backwards: back,
      })
      const { page, links } = pageOf(`${deps.site.publicUrl}${base}`, walk, {
        next: found.hasNext ? placeOf(found.terms.at(-1)) : undefined,
        previous: found.hasPrevious ? placeOf(found.terms[0]) : undefined,
      })
      const items = found.terms.map(shown)
      return sendJson(reply, { items, page }, links.length > 0 ? { link: links.join(', ') } : {})
    })

    app.post(
      base,
      { config: writes, schema: { ...create, querystring: noQuery, body: newTerm } },
      async (request, reply) => {
        const made = await createTerm(kind, request.body, whoAsks(request), deps)
        return sendAnswered(reply, answerTo(request, made, 201))
      },
    )

    app.get(one, { config: reads, schema: { ...read, params, querystring: noQuery } }, async (request, reply) => {
      const found = await readTerm(kind, request.params.id, deps)
      return sendJson(reply, shown(found), tagged(found))
    })

    app.patch(
      one,
      {
        config: writes,
        preValidation: takePatch,
        validatorCompiler: patchValidator,
        schema: { ...edit, consumes: patchTypes, params, querystring: noQuery, headers: ifMatch, body: termChange },
      },
      async (request, reply) => {
        const change = (now: object) => patchOf(now, request.body)
        const { id } = request.params
        const changed = await editTerm(kind, id, statedTags(request), change, whoAsks(request), deps)
        return sendAnswered(reply, answerTo(request, changed))
      },
    )

    app.post(
      `${one}/merge`,
      { config: writes, schema: { ...merge, params, querystring: noQuery, headers: ifMatch, body: merger } },
      async (request, reply) => {
        const { id } = request.params
        const { into } = request.body
        const merged = await mergeTerm(kind, id, statedTags(request), into, whoAsks(request), deps)
        return sendAnswered(reply, answerTo(request, merged))
      },
    )
  }
}

/** What a merge patch makes of a term, checked as a whole; what it removes is null. */
function patchOf(now: object, patch: unknown): TermPatch {
  const members = Object.fromEntries(Object.keys(newTerm.shape).map(name => [name, Reflect.get(now, name)]))
  const present = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
  const {
    description = null,
    image: picture = null,
    pageUrl = null,
    ...named
  } = readBody(newTerm, patched(present, patch))
  if (isObject(patch) && patch['slug'] === null) return { ...named, slug: '', description, image: picture, pageUrl }
  return { ...named, description, image: picture, pageUrl }
}

function shown({ kind: _, articles, ...facts }: EditedTerm): z.infer<typeof editedTerm> {
  return { ...facts, articleCount: articles }
}

function tagged(edited: EditedTerm): { etag: string } {
  return { etag: etagOfTerm(edited) }
}

function placeOf(edited: EditedTerm | undefined) {
  return edited && { slug: edited.slug }
}
