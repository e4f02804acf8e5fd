import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { workingCopy } from '../../../domain/article/working-copy.ts'
import { linkTranslation } from '../../../editorial/article/link-translation.ts'
import { unlinkTranslation } from '../../../editorial/article/unlink-translation.ts'
import { callerIn } from '../../access/auth.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { expectedOf, ifMatch } from '../../message/if-match.ts'
import {
  articleParams,
  type Editorial,
  noQuery,
  requestContext,
  workingCopyResponse,
  workingPath,
} from '../editorial.ts'
import { sendStoredResponse } from '../idempotency.ts'
import { translationLink } from '../translation-link.ts'

const effect =
  'Published articles of the group link to each other at once; the others when they are published. If any of them is published, the key also needs `articles:publish`.'

const link = editorialOperation({
  operationId: 'linkTranslation',
  summary: 'Link an article as a translation of another one',
  description: `The article joins the translations of the other article. Each of them must have a different language (409 \`translation-taken\`). ${effect}`,
  answers: { 200: workingCopy },
  isForReaders: true,
  fails: [404, 409, 412, 415, 428],
})
const unlink = editorialOperation({
  operationId: 'unlinkTranslation',
  summary: 'Remove an article from its translations',
  description:
    'Takes effect for readers at once. If this article or one of its translations is published, the key also needs `articles:publish`.',
  answers: { 200: workingCopy },
  isForReaders: true,
  fails: [404, 409, 412, 428],
})

/** Link and unlink translations. */
export const editorialTranslationRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const { publicUrl } = deps.site
  const config = { scope: 'articles:write' } as const
  const shape = { params: articleParams, querystring: noQuery, headers: ifMatch }
  const path = `${workingPath}/:id/translation`

  app.put(path, { config, schema: { ...link, ...shape, body: translationLink } }, async (request, reply) => {
    const answer = workingCopyResponse(request, publicUrl)
    const context = requestContext(request, answer)
    const { id: own } = request.params
    return sendStoredResponse(
      reply,
      answer(await linkTranslation(own, expectedOf(request), request.body.of, callerIn(request), context, deps)),
    )
  })

  app.delete(path, { config, schema: { ...unlink, ...shape } }, async (request, reply) => {
    const answer = workingCopyResponse(request, publicUrl)
    const context = requestContext(request, answer)
    return sendStoredResponse(
      reply,
      answer(await unlinkTranslation(request.params.id, expectedOf(request), callerIn(request), context, deps)),
    )
  })
}
