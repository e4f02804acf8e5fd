import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { tagActions } from '../../../domain/article/tagging.ts'
import { id } from '../../../domain/id.ts'
import { runBatch } from '../../../editorial/batch.ts'
import type { BatchItem } from '../../../editorial/batch-item.ts'
import { readTerm } from '../../../editorial/term.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { batchAnswer, mostItems, pointed } from '../batch.ts'
import { batchTelling } from '../batch-answer.ts'
import { type Editorial, editorialPath, mayPublish, noQuery, whoAsks } from '../editorial.ts'
import { idempotencyKey, sendAnswered } from '../idempotency.ts'

const amount = `must have 1 to ${mostItems} items`

const application = z
  .strictObject({
    tag: z
      .string()
      .min(1, 'must not be empty')
      .max(250, 'must have at most 250 characters')
      .meta({ description: 'Id or slug of the tag.', examples: ['ferries'] }),
    action: z
      .enum(tagActions, { error: `must be one of ${tagActions.join(', ')}` })
      .meta({ description: '`add` puts it behind the other tags of each article, `remove` takes it off.' }),
    articleIds: z.array(id).min(1, amount).max(mostItems, amount),
  })
  .meta({
    id: 'TagApplication',
    examples: [{ tag: 'ferries', action: 'add', articleIds: ['0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'] }],
  })

const apply = editorialOperation({
  operationId: 'applyTag',
  summary: 'Add a tag to many articles, or take it off',
  description:
    'Up to 1,000 working copies; the public sees the change of each once it is published. One result for each article, in their order: an article that cannot be changed leaves the others alone, one that needs no change keeps its version. With `Idempotency-Key` a request that broke off goes on where it stopped.',
  answers: { 207: batchAnswer },
  fails: [404, 409, 415, 422],
})

/** A tag of many articles at once. */
export const editorialTagRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  app.post(
    // A colon of the address itself is written twice.
    `${editorialPath}/tags::apply`,
    {
      config: { scope: 'articles:write', idempotency: 'taken' },
      schema: { ...apply, querystring: noQuery, headers: z.looseObject(idempotencyKey), body: application },
    },
    async (request, reply) => {
      const { tag, action, articleIds } = request.body
      const { id: tagId } = await readTerm('tag', tag, deps).catch(error => {
        throw pointed(error, '/tag')
      })
      const transition = { kind: 'tag', tagId, action, mayPublish: mayPublish(request) } as const
      const items = articleIds.map((id): BatchItem => ({ kind: 'move', target: { id }, transition }))
      const told = batchTelling(request, deps, (error, place) => pointed(error, `/articleIds/${place}`))
      return sendAnswered(reply, told.answer(await runBatch(items, { atomic: false }, whoAsks(request), told, deps)))
    },
  )
}
