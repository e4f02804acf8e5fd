import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf, hasScope } from '../../../domain/access/caller.ts'
import { keyFamily } from '../../../domain/access/key.ts'
import { AppError } from '../../../domain/error.ts'
import { id, shortId } from '../../../domain/id.ts'
import { type ImportJob, importJob, importJobItem, importResults, importStates } from '../../../domain/import/job.ts'
import type { ImportBounds } from '../../../domain/store/import/import-job-store.ts'
import { cancelImport, retryImport } from '../../../editorial/import/job.ts'
import { callerIn } from '../../access/auth.ts'
import { page as pageSchema } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { keysetPage, readPageRequest } from '../../message/page-request.ts'
import { cursor, limit, oneOf } from '../../message/parameter.ts'
import {
  allowEmptyBody,
  type Editorial,
  editorialPath,
  jsonResponse,
  noQuery,
  requesterOf,
  sendJson,
  sendPage,
} from '../editorial.ts'
import { idempotencyKey, sendStoredResponse } from '../idempotency.ts'
import { noDetails } from '../transition.ts'

const path = `${editorialPath}/imports`

const url = z.string().min(1).meta({ format: 'uri' })

/** An import with its URLs. */
export const shownImport = z
  .object({ ...importJob.shape, url, itemsUrl: url.meta({ description: 'URL of the results of its items.' }) })
  .meta({ id: 'ImportJob', description: 'An import and its progress.' })

/** Adds the URLs to an import. */
export function shown(job: ImportJob, publicUrl: string): z.infer<typeof shownImport> {
  const own = `${publicUrl}${path}/${job.id}`
  return { ...job, url: own, itemsUrl: `${own}/items` }
}

const listQuery = z.strictObject({
  state: oneOf(importStates).optional().meta({ description: 'Only imports in this state.' }),
})
const listShape = { query: listQuery, place: z.strictObject({ id }) }
const itemQuery = z.strictObject({
  itemResult: oneOf(importResults).optional().meta({ description: 'Only items with this `result`.' }),
})
const itemPlace = z.strictObject({ position: z.int().min(1) })

const list = editorialOperation({
  operationId: 'listImports',
  summary: 'List imports, newest first',
  description: 'A key without `articles:publish` sees only its own imports and those of the keys that it replaced.',
  answers: { 200: z.object({ items: z.array(shownImport), page: pageSchema }).meta({ id: 'ImportList' }) },
})
const read = editorialOperation({
  operationId: 'getImport',
  summary: 'Get the progress of an import',
  description: 'Poll until `state` is `done`, `failed` or `cancelled`.',
  answers: { 200: shownImport },
  fails: [404],
})
const items = editorialOperation({
  operationId: 'listImportItems',
  summary: 'List the results of the items of an import',
  description:
    'Up to 1,000 items that were not imported (`problem`, `conflict`, `diverged`) are listed; `counts` of the import includes all. An item has up to 100 notes.',
  answers: { 200: z.object({ items: z.array(importJobItem), page: pageSchema }).meta({ id: 'ImportItemList' }) },
  fails: [404],
})
const cancel = editorialOperation({
  operationId: 'cancelImport',
  summary: 'Cancel an import',
  description:
    'Articles that it has already written stay. A failed import can no longer be retried, and its files are removed. A finished import does not change.',
  answers: { 200: shownImport },
  fails: [404],
})

const retry = editorialOperation({
  operationId: 'retryImport',
  summary: 'Retry a failed import',
  description:
    'Continues where the import stopped. Its files are kept for 24 hours, until `retryUntil`. An import that publishes needs a key with `articles:publish`.',
  answers: { 202: shownImport },
  fails: [404, 409, 410, 415, 422],
})

const params = z.strictObject({ importId: z.string().meta({ description: 'Id of the import.' }) })
const config = { scope: 'imports:write' } as const

const unbounded: ImportBounds = { imports: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }

/** List, read, retry and cancel imports. */
export const editorialImportRoutes: FastifyPluginAsyncZod<Editorial> = async (
  app,
  { store, clock, site, waitingImports = unbounded },
) => {
  /** The actors whose imports a request may see: its key and the keys that it replaced; undefined = all. */
  const actors = async (request: FastifyRequest): Promise<string[] | undefined> => {
    const caller = callerIn(request)
    if (hasScope(caller, 'articles:publish')) return undefined
    return keyFamily(caller.keyId, await store.keys()).map(keyId => actorOf({ keyId }))
  }
  const known = async (request: FastifyRequest, wanted: string): Promise<ImportJob> => {
    const job = await store.importJob(wanted)
    const seen = await actors(request)
    if (!job || (seen && !seen.includes(job.actor))) throw new AppError('import-not-found', 'No import has that id.')
    return job
  }

  app.get(
    path,
    { config, schema: { ...list, querystring: z.strictObject({ ...listQuery.shape, cursor, limit }) } },
    async (request, reply) => {
      const pageRequest = readPageRequest('imports', request.query, listShape, {})
      const found = await store.importJobs({
        ...pageRequest.query,
        actors: await actors(request),
        limit: pageRequest.limit,
        from: pageRequest.place?.id,
        backwards: pageRequest.back,
      })
      const page = keysetPage(`${site.publicUrl}${path}`, pageRequest, found.jobs, found, job => ({ id: job.id }))
      const items = found.jobs.map(job => shown(job, site.publicUrl))
      return sendPage(reply, items, page)
    },
  )

  app.get(`${path}/:importId`, { config, schema: { ...read, params, querystring: noQuery } }, async (request, reply) =>
    sendJson(reply, shown(await known(request, request.params.importId), site.publicUrl)),
  )

  app.get(
    `${path}/:importId/items`,
    { config, schema: { ...items, params, querystring: z.strictObject({ ...itemQuery.shape, cursor, limit }) } },
    async (request, reply) => {
      const job = await known(request, request.params.importId)
      const pageRequest = readPageRequest(
        `import ${shortId(job.id)}`,
        request.query,
        { query: itemQuery, place: itemPlace },
        {},
      )
      const found = await store.importItems({
        jobId: job.id,
        result: pageRequest.query.itemResult,
        limit: pageRequest.limit,
        from: pageRequest.place?.position,
        backwards: pageRequest.back,
      })
      const { itemsUrl } = shown(job, site.publicUrl)
      const page = keysetPage(itemsUrl, pageRequest, found.items, found, ({ position }) => ({ position }))
      return sendPage(reply, found.items, page)
    },
  )

  app.post(
    `${path}/:importId/retry`,
    {
      config: { ...config, idempotency: 'accepted' },
      preValidation: allowEmptyBody,
      schema: { ...retry, params, querystring: noQuery, headers: z.looseObject(idempotencyKey), body: noDetails },
    },
    async (request, reply) => {
      const job = await known(request, request.params.importId)
      const context = { ...requesterOf(request), idempotency: request.idempotent }
      const accepted = (again: ImportJob) => {
        const value = shown(again, site.publicUrl)
        return jsonResponse(value, { status: 202, headers: { location: value.url } })
      }
      return sendStoredResponse(
        reply,
        await retryImport(job, callerIn(request), waitingImports, context, accepted, { store, clock }),
      )
    },
  )

  app.delete(
    `${path}/:importId`,
    { config, schema: { ...cancel, params, querystring: noQuery } },
    async (request, reply) => {
      await known(request, request.params.importId)
      const job = await cancelImport(request.params.importId, requesterOf(request), { store, clock })
      return sendStoredResponse(reply, jsonResponse(shown(job, site.publicUrl)))
    },
  )
}
