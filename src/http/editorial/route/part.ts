import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Draft } from '../../../domain/content/draft.ts'
import { inserted, ordered, type Part } from '../../../domain/content/draft-part.ts'
import { id } from '../../../domain/id.ts'
import type { StoredResponse } from '../../../domain/store/access/idempotency-store.ts'
import { type Change, editArticle } from '../../../editorial/article/edit.ts'
import { readArticle } from '../../../editorial/article/read.ts'
import type { Outcome } from '../../../editorial/article/write.ts'
import { page } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { expectedOf, ifMatch } from '../../message/if-match.ts'
import { patched, patchTypes, patchValidator, requirePatchType } from '../../message/merge-patch.ts'
import { readBody } from '../../message/validate.ts'
import {
  articleParams,
  type Editorial,
  emptyResponse,
  jsonResponse,
  locationHeaders,
  mayPublish,
  mayRead,
  noQuery,
  requestContext,
  sendJson,
  versionHeaders,
  workingPath,
} from '../editorial.ts'
import { type PartKind, partKinds, partOf, placeIn, without } from '../editorial-part.ts'
import { idempotencyKey, sendStoredResponse } from '../idempotency.ts'

const order = z
  .strictObject({ ids: z.array(id).max(10_000) })
  .meta({ id: 'PartOrder', description: 'The ids of all parts in the new order.' })

/** Edits single sections and key takeaways of a working copy. `ETag` is the version of the article. */
export const editorialPartRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  for (const kind of partKinds) await app.register(partRoutes, { ...deps, kind })
}

const partRoutes: FastifyPluginAsyncZod<Editorial & { kind: PartKind }> = async (app, { kind, ...deps }) => {
  const { path, name, schema } = kind
  const many = z.object({ items: z.array(schema), page }).meta({ id: `Draft${name}List` })
  const base = `${workingPath}/:id/${path}`
  const params = articleParams.extend({
    part: z.string().meta({ description: 'Id of the part; for a section also its anchor.', examples: ['who-pays'] }),
  })
  const read = { scope: 'articles:read' } as const
  const write = { scope: 'articles:write' } as const
  const { words } = kind
  const asked = { params: articleParams, querystring: noQuery }
  const fails = [404, 409, 412, 415, 428] as const

  const list = editorialOperation({
    operationId: `listDraft${name}s`,
    summary: `List the ${words}s of a working copy`,
    answers: { 200: many },
    fails: [404],
    isConditional: true,
  })
  app.get(base, { config: read, schema: { ...list, ...asked } }, async (request, reply) => {
    const copy = await readArticle(request.params.id, deps)
    const items = copy[kind.member]
    return sendJson(reply, { items, page: { limit: Math.max(1, items.length) } }, versionHeaders(copy))
  })

  const get = editorialOperation({
    operationId: `getDraft${name}`,
    summary: `Get a ${words} of a working copy`,
    answers: { 200: schema },
    fails: [404],
    isConditional: true,
  })
  app.get(
    `${base}/:part`,
    { config: read, schema: { ...get, params, querystring: noQuery } },
    async (request, reply) => {
      const copy = await readArticle(request.params.id, deps)
      return sendJson(reply, partOf(copy, kind, request.params.part), versionHeaders(copy))
    },
  )

  const add = editorialOperation({
    operationId: `addDraft${name}`,
    summary: `Add a ${words} to a working copy`,
    answers: { 201: schema },
    isForReaders: true,
    fails: [...fails, 410, 422],
  })
  const place = z.strictObject({
    position: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .meta({ description: 'Position of the new part, from 1. Absent: at the end.' }),
  })
  app.post(
    base,
    {
      config: { ...write, idempotency: 'accepted' },
      schema: {
        ...add,
        params: articleParams,
        querystring: place,
        headers: ifMatch.extend(idempotencyKey),
        body: schema,
      },
    },
    async (request, reply) => {
      const { position } = request.query
      const answer = ({ copy }: Outcome) => {
        const items = copy?.[kind.member] ?? []
        const at = Math.min(position ?? items.length, items.length) - 1
        return answerTo(request, copy, items[at], `/${path}/${items[at]?.id ?? ''}`, 201)
      }
      const change = (now: Draft): Change => {
        const parts: readonly Part[] = now[kind.member] ?? []
        const { id: _, ...part }: Part = request.body
        const at = Math.min(position ?? parts.length + 1, parts.length + 1)
        return { draft: { ...now, [kind.member]: inserted(parts, part, at) }, within: `/${kind.member}/${at - 1}` }
      }
      const outcome = await edit(request.params.id, request, change, answer)
      return sendStoredResponse(reply, answer(outcome))
    },
  )

  const change = editorialOperation({
    operationId: `editDraft${name}`,
    summary: `Edit a ${words} of a working copy`,
    description: `A merge patch (RFC 7396) of the ${words}.`,
    answers: { 200: schema },
    isForReaders: true,
    fails,
  })
  app.patch(
    `${base}/:part`,
    {
      config: write,
      preValidation: requirePatchType,
      validatorCompiler: patchValidator,
      schema: { ...change, consumes: patchTypes, params, querystring: noQuery, headers: ifMatch, body: schema },
    },
    async (request, reply) => {
      const patch: unknown = request.body
      let id: string | undefined
      const outcome = await edit(request.params.id, request, now => {
        const parts: readonly Part[] = now[kind.member] ?? []
        const at = placeIn(parts, kind, request.params.part)
        const before = parts[at] ?? {}
        id = before.id
        const merged = readBody(schema, { ...patched(without(before, patch, kind), patch), id })
        return { draft: { ...now, [kind.member]: parts.with(at, merged) }, within: `/${kind.member}/${at}` }
      })
      const { copy } = outcome
      const part = copy && partOf(copy, kind, id ?? '')
      return sendStoredResponse(reply, answerTo(request, copy, part, `/${path}/${id ?? ''}`))
    },
  )

  const remove = editorialOperation({
    operationId: `removeDraft${name}`,
    summary: `Remove a ${words} from a working copy`,
    answers: { 204: null },
    fails,
  })
  app.delete(
    `${base}/:part`,
    { config: write, schema: { ...remove, params, querystring: noQuery, headers: ifMatch } },
    async (request, reply) => {
      const { copy } = await edit(request.params.id, request, now => {
        const parts: readonly Part[] = now[kind.member] ?? []
        return { draft: { ...now, [kind.member]: parts.toSpliced(placeIn(parts, kind, request.params.part), 1) } }
      })
      return sendStoredResponse(reply, emptyResponse(copy ? versionHeaders(copy) : {}))
    },
  )

  const sort = editorialOperation({
    operationId: `orderDraft${name}s`,
    summary: `Reorder the ${words}s of a working copy`,
    answers: { 200: many },
    isForReaders: true,
    fails,
  })
  app.put(
    `${workingPath}/:id/${words.replace(' ', '-')}-order`,
    { config: write, schema: { ...sort, ...asked, headers: ifMatch, body: order } },
    async (request, reply) => {
      const { copy } = await edit(request.params.id, request, now => {
        const parts: readonly Part[] = now[kind.member] ?? []
        return { draft: { ...now, [kind.member]: ordered(parts, request.body.ids) } }
      })
      const items = copy?.[kind.member] ?? []
      const list = { items, page: { limit: Math.max(1, items.length) } }
      return sendStoredResponse(reply, answerTo(request, copy, list, `/${path}`))
    },
  )

  /** The changed part; for keys without `articles:read` only its URL and version. */
  function answerTo(
    request: FastifyRequest,
    copy: Outcome['copy'],
    part: unknown,
    place: string,
    status = 200,
  ): StoredResponse {
    if (!copy) return emptyResponse()
    if (!mayRead(request)) return emptyResponse(locationHeaders(copy, deps.site.publicUrl, place))
    const headers = status === 201 ? locationHeaders(copy, deps.site.publicUrl, place) : versionHeaders(copy)
    return jsonResponse(part, { status, headers })
  }

  type Answer = Parameters<typeof requestContext>[1]
  function edit(
    article: string,
    request: Parameters<typeof requestContext>[0],
    change: (now: Draft) => Change,
    answer: Answer = () => emptyResponse(),
  ): Promise<Outcome> {
    const options = { takeOverSlug: false, mayPublish: mayPublish(request) }
    return editArticle(article, expectedOf(request), change, options, requestContext(request, answer), deps)
  }
}
