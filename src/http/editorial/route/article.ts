import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { workingCopy } from '../../../domain/article/working-copy.ts'
import { type Draft, draft } from '../../../domain/content/draft.ts'
import { moveArticle, readArticle } from '../../../editorial/article.ts'
import { createArticle, editArticle, putArticle } from '../../../editorial/edit-article.ts'
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
  asks,
  copyAnswer,
  type Editorial,
  editorialPath,
  emptyAnswer,
  mayPublish,
  noQuery,
  sendJson,
  versionHeaders,
  workingPath,
} from '../editorial.ts'
import { idempotencyKey, sendAnswered } from '../idempotency.ts'

const create = editorialOperation({
  operationId: 'createArticle',
  summary: 'Make a draft',
  description: 'Always a draft: publishing is a transition of its own.',
  answers: { 201: workingCopy },
  isForReaders: true,
  fails: [409, 415, 422],
})
const read = editorialOperation({
  operationId: 'getWorkingCopy',
  summary: 'An article as editors see it',
  answers: { 200: workingCopy },
  fails: [404],
  isConditional: true,
})
const patch = editorialOperation({
  operationId: 'editArticle',
  summary: 'Change what an article says',
  description:
    'A merge patch (RFC 7396): null removes a member, lists are replaced whole. The public sees the change once it is published.',
  answers: { 200: workingCopy },
  isForReaders: true,
  fails: [404, 409, 412, 415, 428],
})
const put = editorialOperation({
  operationId: 'putArticle',
  summary: 'Make or replace the article with an external id',
  description:
    'Members that are absent are removed, the slug stays. `If-Match` may be left out; with `If-None-Match: *` it only makes one.',
  answers: { 200: workingCopy, 201: workingCopy },
  isForReaders: true,
  fails: [409, 412, 415],
})
const remove = editorialOperation({
  operationId: 'deleteArticle',
  summary: 'Delete an article for good',
  description:
    'The public learns by a tombstone; editors can still read it; `erase` removes what is kept. What was ever published needs `articles:publish` too.',
  answers: { 204: null },
  fails: [404, 409, 412, 428],
})

/** Working copies: made, read, changed and deleted. */
export const editorialArticleRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const { publicUrl } = deps.site
  const writes = { scope: 'articles:write' } as const
  const one = `${workingPath}/:id`

  app.post(
    workingPath,
    {
      config: { ...writes, idempotency: 'taken' },
      schema: { ...create, querystring: options, headers: z.looseObject(idempotencyKey), body: newArticle },
    },
    async (request, reply) => {
      const { externalId: identity, ...said } = request.body
      const answer = copyAnswer(request, publicUrl)
      const how = { ...optionsOf(request), externalId: identity }
      return sendAnswered(reply, answer(await createArticle(said, how, asks(request, answer), deps)))
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
      const answer = copyAnswer(request, publicUrl)
      const how = optionsOf(request)
      const change = (now: Draft) => ({ draft: patchedDraft(now, request.body) })
      const { id } = request.params
      return sendAnswered(
        reply,
        answer(await editArticle(id, expectedOf(request), change, how, asks(request, answer), deps)),
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
      const answer = copyAnswer(request, publicUrl)
      const how = optionsOf(request)
      const condition = { expected: ifMatchTags(request), excluded: ifNoneMatchTags(request) }
      const { externalId: identity } = request.params
      return sendAnswered(
        reply,
        answer(await putArticle(identity, condition, request.body, how, asks(request, answer), deps)),
      )
    },
  )

  app.delete(
    one,
    { config: writes, schema: { ...remove, params: articleParams, querystring: noQuery, headers: ifMatch } },
    async (request, reply) => {
      const asked = asks(request, () => emptyAnswer())
      const transition = { kind: 'delete', caller: callerIn(request) } as const
      const { copy } = await moveArticle(request.params.id, expectedOf(request), transition, asked, deps)
      return sendAnswered(reply, emptyAnswer(copy && versionHeaders(copy)))
    },
  )
}

function optionsOf(request: FastifyRequest<{ Querystring: { takeOverSlug?: boolean | undefined } }>) {
  return { takeOverSlug: request.query.takeOverSlug ?? false, mayPublish: mayPublish(request) }
}
