import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { preview } from '../../../domain/access/preview.ts'
import { articleUrl, previewPageUrl, type Site } from '../../../domain/address/site.ts'
import { id } from '../../../domain/id.ts'
import { createPreview, type NewPreview } from '../../../editorial/preview/create.ts'
import { endAllPreviews, endPreview } from '../../../editorial/preview/end.ts'
import { listPreviews } from '../../../editorial/preview/list.ts'
import { callerIn } from '../../access/auth.ts'
import { page as pageSchema } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { keysetPage, readPageRequest } from '../../message/page-request.ts'
import { cursor, limit } from '../../message/parameter.ts'
import {
  allowEmptyBody,
  type Editorial,
  editorialPath,
  emptyResponse,
  jsonResponse,
  noQuery,
  requesterOf,
  sendPage,
} from '../editorial.ts'
import { sendStoredResponse } from '../idempotency.ts'

const path = `${editorialPath}/previews`
const usual = 86_400
const url = z.string().min(1).meta({ format: 'uri' })

const wish = z
  .strictObject({
    articleId: id.optional().meta({ description: 'Article that the token opens. Absent: all articles.' }),
    expiresInSeconds: z.int().min(1).max(2_592_000).optional().meta({
      description: 'Lifetime in seconds: 30 days at most, and never longer than that of the key.',
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
      description: 'Only in this response. Send it as the parameter `preview` to article URLs.',
    }),
    url: url.optional().meta({ description: 'URL of the preview as JSON. Only with `articleId`.' }),
    pageUrl: url.optional().meta({
      description:
        'URL of the preview as a page: on the site if it has a preview page, else in this API. Only with `articleId`.',
    }),
  })
  .meta({ id: 'Preview', description: 'A preview link, which shows working copies to people without a key.' })

const create = editorialOperation({
  operationId: 'createPreview',
  summary: 'Create a preview link for a working copy',
  description:
    'With the token, an article and its parts and renditions show the working copy as it would look if it were published now. These responses are never cached. The token is random and read-only, and only its hash is stored. It expires by itself, and ends with the key that created it (revoked, rotated or expired).',
  answers: { 201: newPreview },
  fails: [404, 415],
})
const list = editorialOperation({
  operationId: 'listPreviews',
  summary: 'List valid previews, newest first',
  description: 'The previews of your key; with the scope `keys:manage`, those of all keys. Tokens are not included.',
  answers: { 200: z.object({ items: z.array(preview), page: pageSchema }).meta({ id: 'PreviewList' }) },
})
const endOne = editorialOperation({
  operationId: 'endPreview',
  summary: 'End a preview',
  description: 'Takes effect at once. Only previews of your own key; with the scope `keys:manage`, of any key.',
  answers: { 204: null },
  fails: [404],
})
const endAll = editorialOperation({
  operationId: 'endPreviews',
  summary: 'End all previews',
  description: 'Takes effect at once, for the previews of all keys.',
  answers: { 204: null },
})

const shape = { query: z.strictObject({}) as z.ZodType<object>, place: z.strictObject({ id }) }
const params = z.strictObject({ previewId: z.string().meta({ description: 'Id of the preview.' }) })

/** Preview links. */
export const editorialPreviewRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const { publicUrl } = deps.site
  const reads = { scope: 'articles:read' } as const

  app.get(
    path,
    { config: reads, schema: { ...list, querystring: z.strictObject({ cursor, limit }) } },
    async (request, reply) => {
      const pageRequest = readPageRequest('previews', request.query, shape, {})
      const from = { limit: pageRequest.limit, from: pageRequest.place?.id, backwards: pageRequest.back }
      const found = await listPreviews(from, callerIn(request), deps)
      const page = keysetPage(`${publicUrl}${path}`, pageRequest, found.previews, found, preview => ({
        id: preview.id,
      }))
      return sendPage(reply, found.previews, page)
    },
  )

  app.post(
    path,
    {
      config: { ...reads, idempotency: 'refused' },
      preValidation: allowEmptyBody,
      schema: { ...create, querystring: noQuery, body: wish },
    },
    async (request, reply) => {
      const { articleId, expiresInSeconds = usual } = request.body
      const made = await createPreview(articleId, expiresInSeconds, callerIn(request), requesterOf(request), deps)
      return sendStoredResponse(reply, jsonResponse(shown(made, deps.site), { status: 201 }))
    },
  )

  app.delete(
    `${path}/:previewId`,
    { config: reads, schema: { ...endOne, params, querystring: noQuery } },
    async (request, reply) => {
      await endPreview(request.params.previewId, callerIn(request), requesterOf(request), deps)
      return sendStoredResponse(reply, emptyResponse())
    },
  )

  app.delete(
    path,
    { config: { scope: 'keys:manage' }, schema: { ...endAll, querystring: noQuery } },
    async (request, reply) => {
      await endAllPreviews(requesterOf(request), deps)
      return sendStoredResponse(reply, emptyResponse())
    },
  )
}

function shown({ preview: made, token, article }: NewPreview, site: Site): z.infer<typeof newPreview> {
  if (!article) return { ...made, token }
  const url = `${articleUrl(site, article.id)}?preview=${token}`
  return { ...made, token, url, pageUrl: previewPageUrl(site, { ...article, token }) }
}
