import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { workingCopy } from '../../../domain/article/working-copy.ts'
import { transitionArticle } from '../../../editorial/article/transition.ts'
import { callerIn } from '../../access/auth.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { expectedOf, ifMatch } from '../../message/if-match.ts'
import {
  allowEmptyBody,
  articleParams,
  type Editorial,
  noQuery,
  requestContext,
  workingCopyResponse,
  workingPath,
} from '../editorial.ts'
import { idempotencyKey, sendStoredResponse } from '../idempotency.ts'
import { scheduleKind, transitionKinds } from '../transition.ts'

/** Publish, unpublish, withdraw, revert, erase and schedule articles. */
export const editorialTransitionRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const { publicUrl } = deps.site
  const headers = ifMatch.extend(idempotencyKey)

  for (const { name, operationId, summary, description, scope, body, transition } of transitionKinds) {
    const described = editorialOperation({
      operationId,
      summary,
      ...(description && { description }),
      answers: name === 'erase' ? { 204: null } : { 200: workingCopy },
      isForReaders: name !== 'erase',
      fails: [404, 409, 410, 412, 415, 422, 428],
    })
    app.post(
      `${workingPath}/:id/${name}`,
      {
        config: { scope, idempotency: 'accepted' },
        preValidation: allowEmptyBody,
        schema: { ...described, params: articleParams, querystring: noQuery, headers, body },
      },
      async (request, reply) => {
        const answer = workingCopyResponse(request, publicUrl)
        const context = requestContext(request, answer)
        const { id } = request.params
        return sendStoredResponse(
          reply,
          answer(
            await transitionArticle(
              id,
              expectedOf(request),
              transition(request.body, callerIn(request)),
              context,
              deps,
            ),
          ),
        )
      },
    )
  }

  const { name, operationId, summary, description = '', scope, body, transition } = scheduleKind
  const schedule = editorialOperation({
    operationId,
    summary,
    description,
    answers: { 200: workingCopy },
    isForReaders: true,
    fails: [404, 409, 412, 415, 428],
  })
  app.put(
    `${workingPath}/:id/${name}`,
    { config: { scope }, schema: { ...schedule, params: articleParams, querystring: noQuery, headers: ifMatch, body } },
    async (request, reply) => {
      const answer = workingCopyResponse(request, publicUrl)
      const context = requestContext(request, answer)
      const { id } = request.params
      return sendStoredResponse(
        reply,
        answer(
          await transitionArticle(id, expectedOf(request), transition(request.body, callerIn(request)), context, deps),
        ),
      )
    },
  )
}
