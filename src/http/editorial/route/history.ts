import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { editionComparison, editionCopy, editionItem, editionItemOf } from '../../../domain/article/edition-copy.ts'
import { compareStates } from '../../../editorial/history/compare.ts'
import { listEditions, readEdition } from '../../../editorial/history/edition.ts'
import { page as pageSchema } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { keysetPage, readPageRequest } from '../../message/page-request.ts'
import { cursor, limit } from '../../message/parameter.ts'
import { articleParams, type Editorial, noQuery, sendJson, sendPage, workingPath } from '../editorial.ts'

const shape = { query: z.strictObject({}) as z.ZodType<object>, place: z.strictObject({ number: z.int().min(1) }) }
const number = z.int('must be the number of an edition').min(1, 'must be at least 1').max(1_000_000_000)

const list = editorialOperation({
  operationId: 'listEditions',
  summary: 'List the editions of an article, newest first',
  answers: { 200: z.object({ items: z.array(editionItem), page: pageSchema }).meta({ id: 'EditionList' }) },
  fails: [404],
})
const read = editorialOperation({
  operationId: 'getEdition',
  summary: 'Get an edition',
  answers: { 200: editionCopy },
  fails: [404],
})
const compare = editorialOperation({
  operationId: 'compareEditions',
  summary: 'Compare two editions, or an edition and the working copy',
  description: 'Without parameters: the changes that publishing now would make.',
  answers: { 200: editionComparison },
  fails: [404],
})
const editionParams = articleParams.extend({
  number: z.string().meta({ description: 'Number of the edition.', examples: ['1'] }),
})

/** List, read and compare editions. */
export const editorialHistoryRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const { publicUrl } = deps.site
  const reads = { scope: 'articles:read' } as const
  const one = `${workingPath}/:id`

  app.get(
    `${one}/editions`,
    { config: reads, schema: { ...list, params: articleParams, querystring: z.strictObject({ cursor, limit }) } },
    async (request, reply) => {
      const { id } = request.params
      const pageRequest = readPageRequest(`editions ${id}`, request.query, shape, {})
      const from = { limit: pageRequest.limit, from: pageRequest.place?.number, backwards: pageRequest.back }
      const found = await listEditions(id, from, deps)
      const url = `${publicUrl}${workingPath}/${encodeURIComponent(id)}/editions`
      const page = keysetPage(url, pageRequest, found.editions, found, edition => ({ number: edition.number }))
      return sendPage(reply, found.editions.map(editionItemOf), page)
    },
  )

  app.get(
    `${one}/editions/:number`,
    { config: reads, schema: { ...read, params: editionParams, querystring: noQuery } },
    async (request, reply) => {
      const { id, number: text } = request.params
      return sendJson(reply, await readEdition(id, /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0, deps))
    },
  )

  const sides = z.strictObject({
    fromEdition: number.optional().meta({ description: 'Edition to compare from. Absent: the newest.' }),
    toEdition: number.optional().meta({ description: 'Edition to compare to. Absent: the working copy.' }),
  })
  app.get(
    `${one}/comparison`,
    { config: reads, schema: { ...compare, params: articleParams, querystring: sides } },
    async (request, reply) => {
      const { fromEdition, toEdition } = request.query
      return sendJson(reply, await compareStates(request.params.id, fromEdition, toEdition, deps))
    },
  )
}
