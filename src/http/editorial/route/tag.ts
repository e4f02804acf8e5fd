import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { tagActions } from '../../../domain/article/tagging.ts'
import { id } from '../../../domain/id.ts'
import type { BatchItem } from '../../../editorial/batch/item.ts'
import { runBatch } from '../../../editorial/batch/run.ts'
import { readTerm } from '../../../editorial/term/read.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { batchAnswer, maxItems } from '../batch.ts'
import { batchResponses } from '../batch-answer.ts'
import { pointed } from '../batch-error.ts'
import { type Editorial, editorialPath, mayPublish, noQuery, requesterOf } from '../editorial.ts'
import { idempotencyKey, sendStoredResponse } from '../idempotency.ts'

const amount = `must have 1 to ${maxItems} items`

const application = z
  .strictObject({
    tag: z
      .string()
      .min(1, 'must not be empty')
      .max(250, 'must have at most 250 characters')
      .meta({ description: 'Id or slug of the tag.', examples: ['ferries'] }),
    action: z
      .enum(tagActions, { error: `must be one of ${tagActions.join(', ')}` })
      .meta({ description: '`add` appends the tag to those of each article; `remove` removes it.' }),
    articleIds: z.array(id).min(1, amount).max(maxItems, amount),
  })
  .meta({
    id: 'TagApplication',
    examples: [{ tag: 'ferries', action: 'add', articleIds: ['0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'] }],
  })

const apply = editorialOperation({
  operationId: 'applyTag',
  summary: 'Add or remove a tag on many articles',
  description:
    'Changes up to 1,000 working copies; readers see the change of each article after you publish it. The response has one result per article, in order. If an article cannot be changed, the others still are; an article that needs no change keeps its version. With `Idempotency-Key`, a repeated request continues where an interrupted one stopped.',
  answers: { 207: batchAnswer },
  fails: [404, 409, 410, 415, 422],
})

/** Adds or removes a tag on many articles. */
export const editorialTagRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  app.post(
    // In a route pattern, `::` is a literal colon.
    `${editorialPath}/tags::apply`,
    {
      config: { scope: 'articles:write', idempotency: 'accepted' },
      schema: { ...apply, querystring: noQuery, headers: z.looseObject(idempotencyKey), body: application },
    },
    async (request, reply) => {
      const { tag, action, articleIds } = request.body
      const { id: tagId } = await readTerm('tag', tag, deps).catch(error => {
        throw pointed(error, '/tag')
      })
      const transition = { kind: 'tag', tagId, action, mayPublish: mayPublish(request) } as const
      const items = articleIds.map((id): BatchItem => ({ kind: 'move', target: { id }, transition }))
      const responses = batchResponses(request, deps, (error, place) => pointed(error, `/articleIds/${place}`))
      return sendStoredResponse(
        reply,
        responses.answer(await runBatch(items, { atomic: false }, requesterOf(request), responses, deps)),
      )
    },
  )
}
