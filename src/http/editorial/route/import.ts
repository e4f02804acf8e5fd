import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf, hasScope } from '../../../domain/access/caller.ts'
import { keyFamily } from '../../../domain/access/key.ts'
import { AppError } from '../../../domain/error.ts'
import { id, shortId } from '../../../domain/id.ts'
import { type ImportJob, importJob, importJobItem, importResults, importStates } from '../../../domain/import/job.ts'
import type { ImportBounds } from '../../../domain/store/import-job-store.ts'
import { cancelImport, retryImport } from '../../../editorial/import/job.ts'
import { callerIn } from '../../access/auth.ts'
import { page as pageSchema } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { cursor, limit, oneOf } from '../../message/parameter.ts'
import { keysetPage, readWalk } from '../../message/walk.ts'
import {
  type Editorial,
  editorialPath,
  jsonAnswer,
  mayLackBody,
  noQuery,
  sendJson,
  sendPage,
  whoAsks,
} from '../editorial.ts'
import { idempotencyKey, sendAnswered } from '../idempotency.ts'
import { noDetails } from '../transition.ts'

const path = `${editorialPath}/imports`

const url = z.string().min(1).meta({ format: 'uri' })

/** An import with its addresses. */
export const shownImport = z
  .object({ ...importJob.shape, url, itemsUrl: url.meta({ description: 'What became of each item.' }) })
  .meta({ id: 'ImportJob', description: 'An import, and how far it is.' })

/** An import as it is shown. */
export function shown(job: ImportJob, publicUrl: string): z.infer<typeof shownImport> {
  const own = `${publicUrl}${path}/${job.id}`
  return { ...job, url: own, itemsUrl: `${own}/items` }
}

const listQuery = z.strictObject({
  state: oneOf(importStates).optional().meta({ description: 'Only those in this state.' }),
})
const listShape = { query: listQuery, place: z.strictObject({ id }) }
const itemQuery = z.strictObject({
  itemResult: oneOf(importResults).optional().meta({ description: 'Only items with this `result`.' }),
})
const itemPlace = z.strictObject({ position: z.int().min(1) })

const list = editorialOperation({
  operationId: 'listImports',
  summary: 'Imports, newest first',
  description: 'A key without `articles:publish` sees its own imports only, and those of the keys that it replaced.',
  answers: { 200: z.object({ items: z.array(shownImport), page: pageSchema }).meta({ id: 'ImportList' }) },
})
const read = editorialOperation({
  operationId: 'getImport',
  summary: 'How far an import is',
  description: 'Ask again until `state` is `done`, `failed` or `cancelled`.',
  answers: { 200: shownImport },
  fails: [404],
})
const items = editorialOperation({
  operationId: 'listImportItems',
  summary: 'What became of each item of an import',
  description:
    'Of items that were not imported (`problem`, `conflict`, `diverged`) the first 1,000 are listed; `counts` of the import counts all. An item lists up to 100 notes.',
  answers: { 200: z.object({ items: z.array(importJobItem), page: pageSchema }).meta({ id: 'ImportItemList' }) },
  fails: [404],
})
const cancel = editorialOperation({
  operationId: 'cancelImport',
  summary: 'End an import where it stands',
  description:
    'What it wrote stays. One that failed is given up, and its files are removed; one that is over otherwise stays as it is.',
  answers: { 200: shownImport },
  fails: [404],
})

const retry = editorialOperation({
  operationId: 'retryImport',
  summary: 'Carry an import that failed out once more',
  description:
    'It goes on where it stopped. Its files are kept for 24 hours, until `retryUntil`. An import that publishes needs a key with `articles:publish`.',
  answers: { 202: shownImport },
  fails: [404, 409, 415, 422],
})

const params = z.strictObject({ importId: z.string().meta({ description: 'Id of the import.' }) })
const config = { scope: 'imports:write' } as const

const unbounded: ImportBounds = { imports: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }

/** Imports: how far they are, what came of them, and their end. */
export const editorialImportRoutes: FastifyPluginAsyncZod<Editorial> = async (
  app,
  { store, clock, site, uploads, waitingImports = unbounded },
) => {
  /** Whose imports a request may see: those of its key and of the ones it replaced; undefined = all. */
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
      const walk = readWalk('imports', request.query, listShape, {})
      const found = await store.importJobs({
        ...walk.query,
        actors: await actors(request),
        limit: walk.limit,
        from: walk.place?.id,
        backwards: walk.back,
      })
      const page = keysetPage(`${site.publicUrl}${path}`, walk, found.jobs, found, job => ({ id: job.id }))
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
      const walk = readWalk(`import ${shortId(job.id)}`, request.query, { query: itemQuery, place: itemPlace }, {})
      const found = await store.importItems({
        jobId: job.id,
        result: walk.query.itemResult,
        limit: walk.limit,
        from: walk.place?.position,
        backwards: walk.back,
      })
      const { itemsUrl } = shown(job, site.publicUrl)
      const page = keysetPage(itemsUrl, walk, found.items, found, ({ position }) => ({ position }))
      return sendPage(reply, found.items, page)
    },
  )

  app.post(
    `${path}/:importId/retry`,
    {
      config: { ...config, idempotency: 'taken' },
      preValidation: mayLackBody,
      schema: { ...retry, params, querystring: noQuery, headers: z.looseObject(idempotencyKey), body: noDetails },
    },
    async (request, reply) => {
      const job = await known(request, request.params.importId)
      const asked = { ...whoAsks(request), idempotency: request.idempotent }
      const deps = { store, clock, folder: uploads.folder }
      const accepted = (again: ImportJob) => {
        const value = shown(again, site.publicUrl)
        return jsonAnswer(value, { status: 202, headers: { location: value.url } })
      }
      return sendAnswered(reply, await retryImport(job, callerIn(request), waitingImports, asked, accepted, deps))
    },
  )

  app.delete(
    `${path}/:importId`,
    { config, schema: { ...cancel, params, querystring: noQuery } },
    async (request, reply) => {
      const deps = { store, clock, folder: uploads.folder }
      await known(request, request.params.importId)
      const job = await cancelImport(request.params.importId, whoAsks(request), deps)
      return sendAnswered(reply, jsonAnswer(shown(job, site.publicUrl)))
    },
  )
}
