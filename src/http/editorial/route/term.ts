import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { termPlace } from '../../../domain/page/cursor.ts'
import type { StoredResponse } from '../../../domain/store/access/idempotency-store.ts'
import type { EditedTerm } from '../../../domain/store/term-edit-store.ts'
import type { TermPatch } from '../../../domain/term/edit.ts'
import { termCollection, termKinds } from '../../../domain/term/term.ts'
import { createTerm } from '../../../editorial/term/create.ts'
import { editTerm } from '../../../editorial/term/edit.ts'
import { mergeTerm } from '../../../editorial/term/merge.ts'
import { readTerm } from '../../../editorial/term/read.ts'
import { removeTerm } from '../../../editorial/term/remove.ts'
import { etagOfTerm, type TermRequestContext } from '../../../editorial/term/term.ts'
import { expectedOf, ifMatch, ifMatchTags, optionalIfMatch } from '../../message/if-match.ts'
import { patched, patchTypes, patchValidator, requirePatchType } from '../../message/merge-patch.ts'
import { keysetPage, readPageRequest } from '../../message/page-request.ts'
import { cursor, limit } from '../../message/parameter.ts'
import { readBody } from '../../message/validate.ts'
import {
  type Editorial,
  editorialPath,
  emptyResponse,
  jsonResponse,
  mayRead,
  noQuery,
  requesterOf,
  sendJson,
  sendPage,
} from '../editorial.ts'
import {
  described,
  type editedTerm,
  merger,
  newTerm,
  termChange,
  termParams,
  termWalk,
  wholeTerm,
} from '../editorial-term.ts'
import { idempotencyKey, sendStoredResponse } from '../idempotency.ts'

// The list has one order, so the slug alone is the place.
const shape = { query: termWalk, place: termPlace.pick({ slug: true }) }

/** Create, edit, merge and delete categories, tags and authors. */
export const editorialTermRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const reads = { scope: 'articles:read' } as const
  const writes = { scope: 'articles:publish' } as const

  for (const kind of termKinds) {
    const base = `${editorialPath}/${termCollection[kind]}`
    const one = `${base}/:id`
    const { list, create, read, edit, merge, remove } = described(kind)
    const querystring = z.strictObject({ ...termWalk.shape, cursor, limit })

    /** The term; for keys without `articles:read` only its URL and version. */
    function answerTo(request: FastifyRequest, edited: EditedTerm, status = 200): StoredResponse {
      const headers = { ...tagged(edited), location: `${deps.site.publicUrl}${base}/${edited.id}` }
      if (!mayRead(request)) return emptyResponse(headers)
      return jsonResponse(shown(edited), { status, headers: status === 201 ? headers : tagged(edited) })
    }

    app.get(base, { config: reads, schema: { ...list, querystring } }, async (request, reply) => {
      const pageRequest = readPageRequest(`edited-${termCollection[kind]}`, request.query, shape, {})
      const { query, place, back } = pageRequest
      const found = await deps.store.allTerms(kind, {
        ...query,
        limit: pageRequest.limit,
        from: place?.slug,
        backwards: back,
      })
      const url = `${deps.site.publicUrl}${base}`
      const page = keysetPage(url, pageRequest, found.terms, found, ({ slug }) => ({ slug }))
      return sendPage(reply, found.terms.map(shown), page)
    })

    app.post(
      base,
      {
        config: { ...writes, idempotency: 'accepted' },
        schema: { ...create, querystring: noQuery, headers: z.looseObject(idempotencyKey), body: newTerm },
      },
      async (request, reply) => {
        const answer = (edited: EditedTerm) => answerTo(request, edited, 201)
        return sendStoredResponse(
          reply,
          answer(await createTerm(kind, request.body, requestContext(request, answer), deps)),
        )
      },
    )

    app.get(
      one,
      { config: reads, schema: { ...read, params: termParams, querystring: noQuery } },
      async (request, reply) => {
        const found = await readTerm(kind, request.params.id, deps)
        return sendJson(reply, shown(found), tagged(found))
      },
    )

    app.patch(
      one,
      {
        config: writes,
        preValidation: requirePatchType,
        validatorCompiler: patchValidator,
        schema: {
          ...edit,
          consumes: patchTypes,
          params: termParams,
          querystring: noQuery,
          headers: ifMatch,
          body: termChange,
        },
      },
      async (request, reply) => {
        const change = (now: object) => patchOf(now, request.body)
        const { id } = request.params
        const changed = await editTerm(kind, id, expectedOf(request), change, requesterOf(request), deps)
        return sendStoredResponse(reply, answerTo(request, changed))
      },
    )

    app.post(
      `${one}/merge`,
      {
        config: { ...writes, idempotency: 'accepted' },
        schema: {
          ...merge,
          params: termParams,
          querystring: noQuery,
          headers: optionalIfMatch.extend(idempotencyKey),
          body: merger,
        },
      },
      async (request, reply) => {
        const answer = (edited: EditedTerm) => answerTo(request, edited)
        const { id } = request.params
        const { into } = request.body
        const merged = await mergeTerm(kind, id, ifMatchTags(request), into, requestContext(request, answer), deps)
        return sendStoredResponse(reply, answer(merged))
      },
    )

    app.delete(
      one,
      { config: writes, schema: { ...remove, params: termParams, querystring: noQuery, headers: ifMatch } },
      async (request, reply) => {
        await removeTerm(kind, request.params.id, expectedOf(request), requesterOf(request), deps)
        return sendStoredResponse(reply, emptyResponse())
      },
    )
  }
}

/** Applies a merge patch to a term and validates the result. Removed members are null. */
function patchOf(now: object, patch: unknown): TermPatch {
  const members = Object.fromEntries(Object.keys(newTerm.shape).map(name => [name, Reflect.get(now, name)]))
  const present = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
  const {
    description = null,
    image: picture = null,
    pageUrl = null,
    ...named
  } = readBody(wholeTerm, patched(present, patch))
  return { ...named, description, image: picture, pageUrl }
}

/** The requester, and how to store the response if the request has an idempotency key. */
function requestContext(request: FastifyRequest, answer: (edited: EditedTerm) => StoredResponse): TermRequestContext {
  const { idempotent } = request
  return { ...requesterOf(request), ...(idempotent && { idempotency: { ...idempotent, answer } }) }
}

function shown(edited: EditedTerm): z.infer<typeof editedTerm> {
  const { kind: _, articles, ...facts } = edited
  return { ...facts, articleCount: articles, etag: etagOfTerm(edited) }
}

function tagged(edited: EditedTerm): { etag: string } {
  return { etag: etagOfTerm(edited) }
}
