import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { workingCopy } from '../../../domain/article/working-copy.ts'
import { type Draft, draft } from '../../../domain/content/draft.ts'
import { createArticle } from '../../../editorial/article/create.ts'
import { editArticle } from '../../../editorial/article/edit.ts'
import { putArticle } from '../../../editorial/article/put.ts'
import { readArticle } from '../../../editorial/article/read.ts'
import { transitionArticle } from '../../../editorial/article/transition.ts'
import { callerIn } from '../../access/auth.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import {
  expectedOf,
  ifMatch,
  ifMatchTags,
  ifNoneMatch,
  ifNoneMatchTags,
  optionalIfMatch,
} from '../../message/if-match.ts'
import { patchTypes, patchValidator, requirePatchType } from '../../message/merge-patch.ts'
import { externalId, newArticle, draftOptions as options, patchedDraft } from '../draft.ts'
import {
  articleParams,
  type Editorial,
  editorialPath,
  emptyResponse,
  mayPublish,
  noQuery,
  requestContext,
  sendJson,
  versionHeaders,
  workingCopyResponse,
  workingPath,
} from '../editorial.ts'
import { idempotencyKey, sendStoredResponse } from '../idempotency.ts'

const create = editorialOperation({
  operationId: 'createArticle',
  summary: 'Create an article',
  description: 'The new article is a draft. Publish it with `POST /v1/editorial/articles/{id}/publish`.',
  answers: { 201: workingCopy },
  isForReaders: true,
  fails: [409, 410, 415, 422],
})
const read = editorialOperation({
  operationId: 'getWorkingCopy',
  summary: 'Get the working copy of an article',
  answers: { 200: workingCopy },
  fails: [404],
  isConditional: true,
})
const patch = editorialOperation({
  operationId: 'editArticle',
  summary: 'Edit an article',
  description:
    'A merge patch (RFC 7396): null removes a member, and lists are replaced as a whole. Readers see the change after you publish it.',
  answers: { 200: workingCopy },
  isForReaders: true,
  fails: [404, 409, 412, 415, 428],
})
const put = editorialOperation({
  operationId: 'putArticle',
  summary: 'Create or replace an article by its external id',
  description:
    'Absent members are removed; the slug stays. `If-Match` is optional. With `If-None-Match: *` the article is only created, never replaced.',
  answers: { 200: workingCopy, 201: workingCopy },
  isForReaders: true,
  fails: [409, 412, 415],
})
const remove = editorialOperation({
  operationId: 'deleteArticle',
  summary: 'Delete an article permanently',
  description:
    'Readers get a tombstone. Editors can still read the article; `erase` removes its data. If the article was ever published, the key also needs `articles:publish`.',
  answers: { 204: null },
  fails: [404, 409, 412, 428],
})

/** Create, read, edit and delete working copies. */
export const editorialArticleRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const { publicUrl } = deps.site
  const writes = { scope: 'articles:write' } as const
  const one = `${workingPath}/:id`

  app.post(
    workingPath,
    {
      config: { ...writes, idempotency: 'accepted' },
      schema: { ...create, querystring: options, headers: z.looseObject(idempotencyKey), body: newArticle },
    },
    async (request, reply) => {
      const { externalId: identity, ...said } = request.body
      const answer = workingCopyResponse(request, publicUrl)
      const how = { ...optionsOf(request), externalId: identity }
      return sendStoredResponse(reply, answer(await createArticle(said, how, requestContext(request, answer), deps)))
    },
  )

  app.get(
    one,
    { config: { scope: 'articles:read' }, schema: { ...read, params: articleParams, querystring: noQuery } },
    async (request, reply) => {
      const copy = await readArticle(request.params.id, deps)
      return sendJson(reply, copy, versionHeaders(copy))
    },
  )

  app.patch(
    one,
    {
      config: writes,
      preValidation: requirePatchType,
      validatorCompiler: patchValidator,
      schema: {
        ...patch,
        consumes: patchTypes,
        params: articleParams,
        querystring: options,
        headers: ifMatch,
        body: draft,
      },
    },
    async (request, reply) => {
      const answer = workingCopyResponse(request, publicUrl)
      const how = optionsOf(request)
      const change = (now: Draft) => ({ draft: patchedDraft(now, request.body) })
      const { id } = request.params
      return sendStoredResponse(
        reply,
        answer(await editArticle(id, expectedOf(request), change, how, requestContext(request, answer), deps)),
      )
    },
  )

  app.put(
    `${editorialPath}/articles-by-external-id/:externalId`,
    {
      config: writes,
      schema: {
        ...put,
        params: z.strictObject({ externalId }),
        querystring: options,
        headers: optionalIfMatch.extend(ifNoneMatch),
        body: draft,
      },
    },
    async (request, reply) => {
      const answer = workingCopyResponse(request, publicUrl)
      const how = optionsOf(request)
      const condition = { expected: ifMatchTags(request), excluded: ifNoneMatchTags(request) }
      const { externalId: identity } = request.params
      return sendStoredResponse(
        reply,
        answer(await putArticle(identity, condition, request.body, how, requestContext(request, answer), deps)),
      )
    },
  )

  app.delete(
    one,
    { config: writes, schema: { ...remove, params: articleParams, querystring: noQuery, headers: ifMatch } },
    async (request, reply) => {
      const context = requestContext(request, () => emptyResponse())
      const transition = { kind: 'delete', caller: callerIn(request) } as const
      const { copy } = await transitionArticle(request.params.id, expectedOf(request), transition, context, deps)
      return sendStoredResponse(reply, emptyResponse(copy && versionHeaders(copy)))
    },
  )
}

function optionsOf(request: FastifyRequest<{ Querystring: { takeOverSlug?: boolean | undefined } }>) {
  return { takeOverSlug: request.query.takeOverSlug ?? false, mayPublish: mayPublish(request) }
}
