import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Draft } from '../../../domain/content/draft.ts'
import { inserted, ordered, type Part } from '../../../domain/content/draft-part.ts'
import { id } from '../../../domain/id.ts'
import type { Answered } from '../../../domain/store/idempotency-store.ts'
import { readArticle } from '../../../editorial/article.ts'
import type { Outcome } from '../../../editorial/article-write.ts'
import { type Change, editArticle } from '../../../editorial/edit-article.ts'
import { page } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { expectedOf, ifMatch } from '../../message/if-match.ts'
import { patched, patchTypes, patchValidator, requirePatchType } from '../../message/merge-patch.ts'
import { readBody } from '../../message/validate.ts'
import {
  articleParams,
  asks,
  type Editorial,
  emptyAnswer,
  jsonAnswer,
  mayPublish,
  mayRead,
  noQuery,
  placeHeaders,
  sendJson,
  versionHeaders,
  workingPath,
} from '../editorial.ts'
import { type PartKind, partKinds, partOf, placeIn, without } from '../editorial-part.ts'
import { idempotencyKey, sendAnswered } from '../idempotency.ts'

const order = z
  .strictObject({ ids: z.array(id).max(10_000) })
  .meta({ id: 'PartOrder', description: 'All ids, in the order wanted.' })

/** Sections and key takeaways of a working copy, one by one. The version is the article's. */
export const editorialPartRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  for (const kind of partKinds) await app.register(partRoutes, { ...deps, kind })
}

const partRoutes: FastifyPluginAsyncZod<Editorial & { kind: PartKind }> = async (app, { kind, ...deps }) => {
  const { path, name, schema } = kind
  const many = z.object({ items: z.array(schema), page }).meta({ id: `Draft${name}List` })
  const base = `${workingPath}/:id/${path}`
  const params = articleParams.extend({
    part: z.string().meta({ description: 'Its id; of a section also its anchor.', examples: ['who-pays'] }),
  })
  const read = { scope: 'articles:read' } as const
  const write = { scope: 'articles:write' } as const
  const { words } = kind
  const asked = { params: articleParams, querystring: noQuery }
  const fails = [404, 409, 412, 415, 428] as const

  const list = editorialOperation({
    operationId: `listDraft${name}s`,
    summary: `The ${words}s of a working copy`,
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
    summary: `One ${words} of a working copy`,
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
    summary: `Add a ${words}`,
    answers: { 201: schema },
    isForReaders: true,
    fails: [...fails, 422],
  })
  const place = z.strictObject({
    position: z.int().min(1).max(10_000).optional().meta({ description: 'Counted from 1; absent: behind the last.' }),
  })
  app.post(
    base,
    {
      config: { ...write, idempotency: 'taken' },
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
      return sendAnswered(reply, answer(outcome))
    },
  )

  const change = editorialOperation({
    operationId: `editDraft${name}`,
    summary: `Change one ${words}`,
    description: 'A merge patch (RFC 7396). The rest of the article is not sent.',
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
      return sendAnswered(reply, answerTo(request, copy, part, `/${path}/${id ?? ''}`))
    },
  )

  const remove = editorialOperation({
    operationId: `removeDraft${name}`,
    summary: `Remove one ${words}`,
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
      return sendAnswered(reply, emptyAnswer(copy ? versionHeaders(copy) : {}))
    },
  )

  const sort = editorialOperation({
    operationId: `orderDraft${name}s`,
    summary: `Put the ${words}s into another order`,
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
      return sendAnswered(reply, answerTo(request, copy, list, `/${path}`))
    },
  )

  /** What was changed, for a key that may read it; its address and version for others. */
  function answerTo(
    request: FastifyRequest,
    copy: Outcome['copy'],
    part: unknown,
    place: string,
    status = 200,
  ): Answered {
    if (!copy) return emptyAnswer()
    if (!mayRead(request)) return emptyAnswer(placeHeaders(copy, deps.site.publicUrl, place))
    const headers = status === 201 ? placeHeaders(copy, deps.site.publicUrl, place) : versionHeaders(copy)
    return jsonAnswer(part, { status, headers })
  }

  type Answer = Parameters<typeof asks>[1]
  function edit(
    article: string,
    request: Parameters<typeof asks>[0],
    change: (now: Draft) => Change,
    answer: Answer = () => emptyAnswer(),
  ): Promise<Outcome> {
    const options = { takeOverSlug: false, mayPublish: mayPublish(request) }
    return editArticle(article, expectedOf(request), change, options, asks(request, answer), deps)
  }
}
