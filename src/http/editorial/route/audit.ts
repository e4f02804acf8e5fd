import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { auditEntry } from '../../../domain/access/audit.ts'
import { id } from '../../../domain/id.ts'
import { page as pageSchema } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { keysetPage, readPageRequest } from '../../message/page-request.ts'
import { cursor, limit } from '../../message/parameter.ts'
import { type Editorial, editorialPath, sendPage } from '../editorial.ts'

const path = `${editorialPath}/audit`
const walkQuery = z.strictObject({
  articleId: id.optional().meta({ description: 'Only changes of this article.' }),
  actor: z
    .string()
    .min(1, 'must not be empty')
    .max(100)
    .optional()
    .meta({ description: 'Only changes by this actor.' }),
  onBehalfOf: z
    .string()
    .min(1, 'must not be empty')
    .max(100)
    .optional()
    .meta({ description: 'Only changes on behalf of this person.' }),
})
const shape = { query: walkQuery, place: z.strictObject({ number: z.int().min(1) }) }

const list = editorialOperation({
  operationId: 'listAudit',
  summary: 'List changes and who made them, newest first',
  answers: { 200: z.object({ items: z.array(auditEntry), page: pageSchema }).meta({ id: 'AuditList' }) },
})

/** Reads the audit. */
export const editorialAuditRoutes: FastifyPluginAsyncZod<Editorial> = async (app, { store, site }) => {
  const querystring = z.strictObject({ ...walkQuery.shape, cursor, limit })
  app.get(path, { config: { scope: 'keys:manage' }, schema: { ...list, querystring } }, async (request, reply) => {
    const pageRequest = readPageRequest('audit', request.query, shape, {})
    const { query, place, back } = pageRequest
    const found = await store.audit({ ...query, limit: pageRequest.limit, from: place?.number, backwards: back })
    const url = `${site.publicUrl}${path}`
    return sendPage(
      reply,
      found.entries,
      keysetPage(url, pageRequest, found.entries, found, ({ number }) => ({ number })),
    )
  })
}
