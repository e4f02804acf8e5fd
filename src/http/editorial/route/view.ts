import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { id } from '../../../domain/id.ts'
import { day } from '../../../domain/instant.ts'
import { importViews } from '../../../editorial/view/import.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { type Editorial, editorialPath, jsonResponse, noQuery, requesterOf } from '../editorial.ts'
import { idempotencyKey, sendStoredResponse } from '../idempotency.ts'

const maxRows = 10_000
const maxCount = 1_000_000_000
const amount = `must have 1 to ${maxRows} items`
const wrongCount = `must be a whole number from 0 to ${maxCount}`
const name = (most: number) => z.string().min(1, 'must not be empty').max(most, `must have at most ${most} characters`)

const row = z
  .strictObject({
    id: id.optional().meta({ description: 'Id of the article.' }),
    slug: name(250).optional().meta({ description: 'Current or former slug of the article.' }),
    url: name(2000)
      .optional()
      .meta({ description: 'Path or URL of the article on the site, as `GET /v1/resolve` accepts it.' }),
    date: day.refine(date => date >= '1970-01-01', 'must not be before 1970-01-01'),
    count: z.int(wrongCount).min(0, wrongCount).max(maxCount, wrongCount).meta({ description: 'Views on that day.' }),
  })
  .refine(({ id, slug, url }) => [id, slug, url].filter(one => one !== undefined).length === 1, {
    message: 'must have exactly one of "id", "slug" and "url"',
  })
  .meta({
    id: 'ViewRow',
    examples: [{ slug: 'harbour-trust-buys-two-electric-ferries', date: '2026-11-22', count: 120 }],
  })

const rows = z
  .strictObject({ items: z.array(row).min(1, amount).max(maxRows, amount) })
  .meta({ id: 'ViewRows', description: 'Views of articles by day.' })

const report = z
  .object({
    days: z.int().min(0).meta({ description: 'Days of articles that were set.' }),
    changed: z.int().min(0).meta({ description: 'How many of them had another number of views before.' }),
    unknown: z.array(
      z
        .object({
          row: z.int().min(1).meta({ description: 'Number of the item, from 1.' }),
          article: z.string().meta({ description: 'The id, slug or URL.', examples: ['no-such'] }),
        })
        .meta({ id: 'UnknownViewRow', description: 'A row that names no published article.' }),
    ),
  })
  .meta({ id: 'ViewImportReport', examples: [{ days: 1, changed: 1, unknown: [] }] })

const described = editorialOperation({
  operationId: 'importViews',
  summary: 'Import views by day, for example from an analytics tool',
  description:
    'Sets the views of articles on days. A day that has views gets the imported number instead, so that repeating an import changes nothing. Rows of one request for the same article and day are added, because a page may have several addresses. Totals and popular articles change with the days; the window of 24 hours does not, because the rows have no hours. Rows that name no published article are listed in `unknown`; the others are imported.',
  answers: { 200: report },
  fails: [409, 410, 415, 422],
})

/** Imports of views. */
export const editorialViewRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const schema = {
    ...described,
    querystring: noQuery,
    headers: z.looseObject(idempotencyKey),
    body: rows,
  }
  const config = { scope: 'articles:publish', idempotency: 'accepted' } as const
  // The second address is not in the document: generators of clients read `:import` as a parameter whose name is reserved.
  // In a route pattern, `::` is a literal colon.
  for (const [address, hide] of [
    ['view-imports', false],
    ['views::import', true],
  ] as const) {
    app.post(`${editorialPath}/${address}`, { config, schema: { ...schema, hide } }, async (request, reply) => {
      const { store, clock, site, articleAt, viewRetention } = deps
      const context = {
        ...requesterOf(request),
        idempotency: request.idempotent,
        answer: (done: object) => jsonResponse(done),
      }
      const answered = await importViews(request.body.items, context, {
        store,
        clock,
        timeZone: site.timeZone,
        retention: viewRetention,
        articleAt,
        async articleOf(ref) {
          const found = await store.viewedArticle(ref)
          return found?.kind === 'article' ? found.id : undefined
        },
      })
      return sendStoredResponse(reply, answered)
    })
  }
}
