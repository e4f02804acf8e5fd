import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { keptVersions, versionCopy, versionItem } from '../../../domain/article/version.ts'
import { workingCopy } from '../../../domain/article/working-copy.ts'
import { restoreArticle } from '../../../editorial/history/restore.ts'
import { listVersions, readVersion } from '../../../editorial/history/version.ts'
import { page as pageSchema } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { expectedOf, ifMatch } from '../../message/if-match.ts'
import { keysetPage, readPageRequest } from '../../message/page-request.ts'
import { cursor, limit } from '../../message/parameter.ts'
import {
  articleParams,
  type Editorial,
  mayPublish,
  noQuery,
  requestContext,
  sendJson,
  sendPage,
  workingCopyResponse,
  workingPath,
} from '../editorial.ts'
import { idempotencyKey, sendStoredResponse } from '../idempotency.ts'
import { restoration, restoredOf } from '../restoration.ts'

const shape = { query: z.strictObject({}) as z.ZodType<object>, place: z.strictObject({ version: z.int().min(1) }) }

const list = editorialOperation({
  operationId: 'listVersions',
  summary: 'List the versions of a working copy, newest first',
  description: `The first item is the current version. The last ${keptVersions} versions are kept, fewer for very large articles.`,
  answers: { 200: z.object({ items: z.array(versionItem), page: pageSchema }).meta({ id: 'VersionList' }) },
  fails: [404],
})
const read = editorialOperation({
  operationId: 'getVersion',
  summary: 'Get a version of a working copy',
  answers: { 200: versionCopy },
  isConditional: true,
  fails: [404],
})
const restore = editorialOperation({
  operationId: 'restoreArticle',
  summary: 'Restore an edition or an earlier version',
  description: 'Replaces the working copy. Slug and expiry do not change. Readers see the change after you publish it.',
  answers: { 200: workingCopy },
  isForReaders: true,
  fails: [404, 409, 410, 412, 415, 422, 428],
})

const versionParams = articleParams.extend({
  number: z.string().meta({ description: 'Number of the version.', examples: ['12'] }),
})

/** List, read and restore versions of working copies. */
export const editorialVersionRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const { publicUrl } = deps.site
  const reads = { scope: 'articles:read' } as const
  const one = `${workingPath}/:id`

  app.get(
    `${one}/versions`,
    { config: reads, schema: { ...list, params: articleParams, querystring: z.strictObject({ cursor, limit }) } },
    async (request, reply) => {
      const { id } = request.params
      const pageRequest = readPageRequest(`versions ${id}`, request.query, shape, {})
      const from = { limit: pageRequest.limit, from: pageRequest.place?.version, backwards: pageRequest.back }
      const found = await listVersions(id, from, deps)
      const url = `${publicUrl}${workingPath}/${encodeURIComponent(id)}/versions`
      const page = keysetPage(url, pageRequest, found.versions, found, ({ version }) => ({ version }))
      return sendPage(reply, found.versions, page)
    },
  )

  app.get(
    `${one}/versions/:number`,
    { config: reads, schema: { ...read, params: versionParams, querystring: noQuery } },
    async (request, reply) => {
      const { id, number } = request.params
      const copy = await readVersion(id, /^[1-9]\d{0,14}$/.test(number) ? Number(number) : 0, deps)
      // A hash of the response, because its terms may be renamed later.
      const tag = createHash('sha256').update(JSON.stringify(copy)).digest('base64url').slice(0, 22)
      return sendJson(reply, copy, { etag: `"${tag}"` })
    },
  )

  app.post(
    `${one}/restore`,
    {
      config: { scope: 'articles:write', idempotency: 'accepted' },
      schema: {
        ...restore,
        params: articleParams,
        querystring: noQuery,
        headers: ifMatch.extend(idempotencyKey),
        body: restoration,
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const answer = workingCopyResponse(request, publicUrl)
      const context = requestContext(request, answer)
      const restored = restoredOf(request.body)
      return sendStoredResponse(
        reply,
        answer(await restoreArticle(id, expectedOf(request), restored, mayPublish(request), context, deps)),
      )
    },
  )
}
