import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { workingCopy } from '../../../domain/article/working-copy.ts'
import { linkTranslation, unlinkTranslation } from '../../../editorial/translation.ts'
import { callerIn } from '../../access/auth.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { expectedOf, ifMatch } from '../../message/if-match.ts'
import { articleParams, asks, copyAnswer, type Editorial, noQuery, workingPath } from '../editorial.ts'
import { sendAnswered } from '../idempotency.ts'
import { translationLink } from '../translation-link.ts'

const shown =
  'Those that are published list each other at once; the others when they are. Where one of them is published, the key needs `articles:publish` too.'

const link = editorialOperation({
  operationId: 'linkTranslation',
  summary: 'Make an article a translation of another one',
  description: `And of all that the other is one of: each of them has another language (409 \`translation-taken\`). ${shown}`,
  answers: { 200: workingCopy },
  isForReaders: true,
  fails: [404, 409, 412, 415, 428],
})
const unlink = editorialOperation({
  operationId: 'unlinkTranslation',
  summary: 'End that an article is a translation of others',
  description:
    'The public sees it at once. Where it or one of the others is published, the key needs `articles:publish` too.',
  answers: { 200: workingCopy },
  isForReaders: true,
  fails: [404, 409, 412, 428],
})

/** Which articles are translations of each other. */
export const editorialTranslationRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const { publicUrl } = deps.site
  const config = { scope: 'articles:write' } as const
  const shape = { params: articleParams, querystring: noQuery, headers: ifMatch }
  const path = `${workingPath}/:id/translation`

  app.put(path, { config, schema: { ...link, ...shape, body: translationLink } }, async (request, reply) => {
    const answer = copyAnswer(request, publicUrl)
    const asked = asks(request, answer)
    const { id: own } = request.params
    return sendAnswered(
      reply,
      answer(await linkTranslation(own, expectedOf(request), request.body.of, callerIn(request), asked, deps)),
    )
  })

  app.delete(path, { config, schema: { ...unlink, ...shape } }, async (request, reply) => {
    const answer = copyAnswer(request, publicUrl)
    const asked = asks(request, answer)
    return sendAnswered(
      reply,
      answer(await unlinkTranslation(request.params.id, expectedOf(request), callerIn(request), asked, deps)),
    )
  })
}
