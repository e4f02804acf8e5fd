import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { archivePlace } from '../../../domain/page/cursor.ts'
import { periodLengths } from '../../../domain/page/period.ts'
import { jsonType } from '../../cache/respond.ts'
import { archiveList } from '../../message/collection.ts'
import { jsonWithEtag } from '../../message/entity-tag.ts'
import { json, operation } from '../../message/operation.ts'
import { pageOf, readPageRequest } from '../../message/page-request.ts'
import { cursor, limit, oneOf } from '../../message/parameter.ts'
import { articlesPath } from '../article/serve-article.ts'
import { type FilterQuery, filterOf, filterShape, isVolatile } from '../article-query.ts'
import type { Delivery } from '../delivery.ts'
import { listGroups } from '../group.ts'
import { archivePeriods } from '../list/archive-page.ts'

const path = '/v1/archive'
const archiveQuery = z.strictObject({
  by: oneOf(periodLengths).optional().meta({ description: 'Length of the periods.', default: 'month' }),
  ...filterShape,
})
const shape = { query: archiveQuery, place: archivePlace }
const archiveOperation = operation({
  tag: 'Articles',
  operationId: 'listArchive',
  summary: 'Count articles by year, month or day, newest first',
  description:
    'Periods are those of first publication, in the time zone of the site. Periods without articles are left out. `url` is the list of the articles of a period.',
  ok: json(archiveList),
  also: [304, 400],
})

/** Numbers of articles by period. */
export const archiveRoutes: FastifyPluginAsyncZod<Delivery> = async (
  app,
  { store, site, clock, respond, changedAt },
) => {
  const querystring = z.strictObject({ ...archiveQuery.shape, cursor, limit })
  app.get(path, { schema: { ...archiveOperation, querystring } }, async (request, reply) => {
    const lastModified = await changedAt()
    const pageRequest = readPageRequest('archive', request.query, shape, { by: 'month' })
    const { by = 'month', ...query } = pageRequest.query
    const filter = filterOf(query, { timeZone: site.timeZone, clock })
    const { limit, back, place } = pageRequest
    const found = await archivePeriods(store, site.timeZone, { filter, by, limit, from: place?.period, back })
    const listed = await store.list({ filter, sort: '-publishedAt', limit: 1 }, false)
    const [first, last] = [found.periods[0], found.periods.at(-1)]
    const { page, links } = pageOf(`${site.publicUrl}${path}`, pageRequest, {
      next: found.hasNext && last ? { period: last.period } : undefined,
      previous: found.hasPrevious && first ? { period: first.period } : undefined,
      unknown: listed.unknown,
    })
    const listUrl = (period: string) => `${site.publicUrl}${articlesPath}?${addressOf(query, period)}`
    const items = found.periods.map(({ period, count }) => ({ period, count, url: listUrl(period) }))
    const groups = listGroups(listed, filter)
    return respond(request, reply, {
      ...jsonWithEtag({ items, page }),
      contentType: jsonType,
      lastModified,
      groups,
      links,
      isVolatile: isVolatile(query),
    })
  })
}

/** The parameters of a list of the articles of a period. */
function addressOf({ published, ...others }: FilterQuery, period: string): URLSearchParams {
  const isNarrower = published !== undefined && published.length > period.length
  const given: (readonly [string, string])[] = Object.entries(others).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  )
  return new URLSearchParams(Object.fromEntries([['published', isNarrower ? published : period], ...given]))
}
