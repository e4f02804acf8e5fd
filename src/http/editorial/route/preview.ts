import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { preview } from '../../../domain/access/preview.ts'
import { articleUrl, previewPageUrl, type Site } from '../../../domain/address/site.ts'
import { id } from '../../../domain/id.ts'
import { createPreview, endAllPreviews, endPreview, listPreviews, type NewPreview } from '../../../editorial/preview.ts'
import { callerIn } from '../../access/auth.ts'
import { page as pageSchema } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { cursor, limit } from '../../message/parameter.ts'
import { keysetPage, readWalk } from '../../message/walk.ts'
import {
  type Editorial,
  editorialPath,
  emptyAnswer,
  jsonAnswer,
  mayLackBody,
  noQuery,
  sendPage,
  whoAsks,
} from '../editorial.ts'
import { sendAnswered } from '../idempotency.ts'

const path = `${editorialPath}/previews`
const usual = 86_400
const url = z.string().min(1).meta({ format: 'uri' })

const wish = z
  .strictObject({
    articleId: id.optional().meta({ description: 'The article that it opens. Absent: every one.' }),
    expiresInSeconds: z.int().min(1).max(2_592_000).optional().meta({
      description: 'How long it opens it; 30 days at most, and no longer than the key is valid.',
      default: usual,
    }),
  })
  .meta({
    id: 'PreviewWish',
    examples: [{ articleId: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11', expiresInSeconds: 3600 }],
  })

const newPreview = preview
  .extend({
    token: z.string().min(1).meta({
      description: 'Shown this once. Goes as `preview` with the addresses of articles and their parts.',
    }),
    url: url.optional().meta({ description: 'Of one article: as JSON.' }),
    pageUrl: url
      .optional()
      .meta({ description: 'Of one article: as a page of the site, or here where the site has none.' }),
  })
  .meta({ id: 'Preview', description: 'What shows working copies to people without a key.' })

const create = editorialOperation({
  operationId: 'createPreview',
  summary: 'Show a working copy to whoever has the link',
  description:
    'The token is random and read-only; only its hash is kept. It ends by itself, and with the key that made it (revoked, rotated or expired). With it an article, its parts and renditions answer what publishing the working copy now would show, and no cache keeps it.',
  answers: { 201: newPreview },
  fails: [404, 415],
})
const list = editorialOperation({
  operationId: 'listPreviews',
  summary: 'Previews that can be opened, newest first',
  description: 'Those that the key made; with the scope `keys:manage` those of every key. Tokens are not shown.',
  answers: { 200: z.object({ items: z.array(preview), page: pageSchema }).meta({ id: 'PreviewList' }) },
})
const endOne = editorialOperation({
  operationId: 'endPreview',
  summary: 'End one preview at once',
  description: 'One that the key made; with the scope `keys:manage` one of any key.',
  answers: { 204: null },
  fails: [404],
})
const endAll = editorialOperation({
  operationId: 'endPreviews',
  summary: 'End all previews at once',
  description: 'Those of every key: their tokens open nothing any more.',
  answers: { 204: null },
})

const shape = { query: z.strictObject({}) as z.ZodType<object>, place: z.strictObject({ id }) }
const params = z.strictObject({ previewId: z.string().meta({ description: 'Id of the preview.' }) })

/** Links that show working copies. */
export const editorialPreviewRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const { publicUrl } = deps.site
  const reads = { scope: 'articles:read' } as const

  app.get(
    path,
    { config: reads, schema: { ...list, querystring: z.strictObject({ cursor, limit }) } },
    async (request, reply) => {
      const walk = readWalk('previews', request.query, shape, {})
      const from = { limit: walk.limit, from: walk.place?.id, backwards: walk.back }
      const found = await listPreviews(from, callerIn(request), deps)
      const page = keysetPage(`${publicUrl}${path}`, walk, found.previews, found, preview => ({ id: preview.id }))
      return sendPage(reply, found.previews, page)
    },
  )

  app.post(
    path,
    {
      config: { ...reads, idempotency: 'refused' },
      preValidation: mayLackBody,
      schema: { ...create, querystring: noQuery, body: wish },
    },
    async (request, reply) => {
      const { articleId, expiresInSeconds = usual } = request.body
      const made = await createPreview(articleId, expiresInSeconds, callerIn(request), whoAsks(request), deps)
      return sendAnswered(reply, jsonAnswer(shown(made, deps.site), { status: 201 }))
    },
  )

  app.delete(
    `${path}/:previewId`,
    { config: reads, schema: { ...endOne, params, querystring: noQuery } },
    async (request, reply) => {
      await endPreview(request.params.previewId, callerIn(request), whoAsks(request), deps)
      return sendAnswered(reply, emptyAnswer())
    },
  )

  app.delete(
    path,
    { config: { scope: 'keys:manage' }, schema: { ...endAll, querystring: noQuery } },
    async (request, reply) => {
      await endAllPreviews(whoAsks(request), deps)
      return sendAnswered(reply, emptyAnswer())
    },
  )
}

function shown({ preview: made, token, article }: NewPreview, site: Site): z.infer<typeof newPreview> {
  if (!article) return { ...made, token }
  const url = `${articleUrl(site, article.id)}?preview=${token}`
  return { ...made, token, url, pageUrl: previewPageUrl(site, { ...article, token }) }
}
