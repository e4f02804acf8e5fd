import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { id } from '../../domain/id.ts'
import { instant } from '../../domain/instant.ts'
import { createPreview, endPreviews, type NewPreview } from '../../editorial/preview.ts'
import { type Editorial, editorialPath, emptyAnswer, jsonAnswer, mayLackBody, noQuery, whoAsks } from '../editorial.ts'
import { editorialOperation } from '../editorial-operation.ts'
import { sendAnswered } from '../idempotency.ts'
import { articlesPath } from '../serve-article.ts'

const path = `${editorialPath}/previews`
const usual = 86_400
const url = z.string().min(1).meta({ format: 'uri' })

const wish = z
  .strictObject({
    articleId: id.optional().meta({ description: 'The article that it opens. Absent: every one.' }),
    expiresInSeconds: z
      .int()
      .min(1)
      .max(2_592_000)
      .optional()
      .meta({ description: 'How long it opens it; 30 days at most.', default: usual }),
  })
  .meta({
    id: 'PreviewWish',
    examples: [{ articleId: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11', expiresInSeconds: 3600 }],
  })

const preview = z
  .object({
    token: z.string().min(1).meta({ description: 'Goes as `preview` with the addresses of articles and their parts.' }),
    expiresAt: instant,
    articleId: id.optional().meta({ description: 'Absent: it opens every one.' }),
    url: url.optional().meta({ description: 'Of one article: as JSON.' }),
    pageUrl: url.optional().meta({ description: 'Of one article: as a page.' }),
  })
  .meta({ id: 'Preview', description: 'What shows working copies to people without a key.' })

const create = editorialOperation({
  operationId: 'createPreview',
  summary: 'Show a working copy to whoever has the link',
  description:
    'The token is signed, read-only, and ends by itself. With it an article, its parts and renditions answer what publishing the working copy now would show, and no cache keeps it.',
  answers: { 201: preview },
  fails: [404, 415],
})
const end = editorialOperation({
  operationId: 'endPreviews',
  summary: 'End all previews at once',
  description: 'Makes a new secret: every token that was given out opens nothing any more.',
  answers: { 204: null },
})

/** Links that show working copies. */
export const editorialPreviewRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  app.post(
    path,
    {
      config: { scope: 'articles:read', idempotency: 'refused' },
      preValidation: mayLackBody,
      schema: { ...create, querystring: noQuery, body: wish },
    },
    async (request, reply) => {
      const { articleId, expiresInSeconds = usual } = request.body
      const made = await createPreview(articleId, expiresInSeconds, deps)
      return sendAnswered(reply, jsonAnswer(shown(made, deps.site.publicUrl), { status: 201 }))
    },
  )

  app.delete(
    path,
    { config: { scope: 'keys:manage' }, schema: { ...end, querystring: noQuery } },
    async (request, reply) => {
      await endPreviews(whoAsks(request), deps)
      return sendAnswered(reply, emptyAnswer())
    },
  )
}

function shown({ token, articleId, expiresAt }: NewPreview, publicUrl: string): z.infer<typeof preview> {
  if (articleId === undefined) return { token, expiresAt }
  const base = `${publicUrl}${articlesPath}/${articleId}`
  return { token, expiresAt, articleId, url: `${base}?preview=${token}`, pageUrl: `${base}.html?preview=${token}` }
}
