import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listGroup } from '../../../domain/change.ts'
import { takeawayPlace } from '../../../domain/page/cursor.ts'
import type { Filter } from '../../../domain/page/query.ts'
import type { Span } from '../../../domain/print/layout.ts'
import { fieldQuery } from '../../../search/field-query.ts'
import { jsonType } from '../../cache/respond.ts'
import { publishedTakeawayList } from '../../message/collection.ts'
import { json, operation } from '../../message/operation.ts'
import { type PageRequest, pageOf, readPageRequest } from '../../message/page-request.ts'
import { cursor, limit } from '../../message/parameter.ts'
import { filterOf, filterShape, isVolatile } from '../article-query.ts'
import type { Delivery, PrintWithBody } from '../delivery.ts'
import { collection, takeawayFragment } from '../fragment.ts'
import { listGroups } from '../group.ts'
import { type TakeawayPlace, takeawayPage } from '../list/takeaway-page.ts'
import { miningHeaders } from '../mining.ts'
import { indexBuilding } from '../search/index-building.ts'
import { q, searchUnits } from '../search/search-query.ts'
import { searchTakeaways } from '../search/takeaway-search.ts'

const path = '/v1/key-takeaways'
const takeawayFilterShape = {
  ...filterShape,
  hasKeyTakeaways: filterShape.hasKeyTakeaways
    .refine(value => value !== false, 'must be true, because articles without key takeaways have none')
    .meta({ description: 'No effect: every listed article has key takeaways.' }),
}
const listQuery = z.strictObject({
  q: q.optional().meta({
    description:
      'Only takeaways with all of these words, in any form: see `q` of `/v1/search`. Misspelt words are not corrected, and names of fields have no effect.',
    examples: ['boats'],
  }),
  ...takeawayFilterShape,
})
const shape = { query: listQuery, place: takeawayPlace }
const listOperation = operation({
  tag: 'Articles',
  operationId: 'listKeyTakeaways',
  summary: 'List key takeaways of all articles, newest article first',
  description: 'The takeaways of one article are consecutive and in order. A page may end between them.',
  ok: json(publishedTakeawayList),
  also: [304, 400, 503],
  says: { 503: 'Only with `q`: the search index is being built. See `Retry-After`.' },
})

type TakeawayRequest = PageRequest<z.infer<typeof listQuery>, TakeawayPlace>

/** The takeaways of a page, its neighbours, and what the response depends on. */
type TakeawayList = {
  entries: readonly { print: PrintWithBody; span: Span }[]
  next?: TakeawayPlace | undefined
  previous?: TakeawayPlace | undefined
  unknown: readonly string[]
  groups: string[]
}

/** Key takeaways of all articles, each with its article. */
export const keyTakeawayRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const { store, site, clock, respond, changedAt } = delivery
  const querystring = z.strictObject({ ...listQuery.shape, cursor, limit })

  async function listed(pageRequest: TakeawayRequest, all: Filter): Promise<TakeawayList> {
    const filter = { ...all, hasKeyTakeaways: true }
    // Each article that is found has at least one takeaway. One article more is read, because the previous page may have ended
    // with the last takeaway of the first one.
    const query = { filter, sort: '-publishedAt', limit: pageRequest.limit + 1, from: pageRequest.place?.from } as const
    const withBodies = true
    const found = await store.list({ ...query, backwards: pageRequest.back }, withBodies)
    return { ...takeawayPage(found, pageRequest), unknown: found.unknown, groups: listGroups(found, filter) }
  }

  async function searched(text: string, pageRequest: TakeawayRequest, filter: Filter): Promise<TakeawayList> {
    const { analyser, timeSlices } = delivery
    const { isComplete, languages } = await store.searchState()
    if (!isComplete) throw indexBuilding()
    const query = fieldQuery(text, 'keyTakeaway', analyser, filter.language ?? filter.preferred ?? languages)
    const found = await searchTakeaways({ store, query, analyser, filter, pause: timeSlices() }, pageRequest)
    const { unknown } = await store.filteredTerms(filter)
    return { ...found, unknown, groups: [listGroup] }
  }

  app.get(path, { schema: { ...listOperation, querystring } }, async (request, reply) => {
    const lastModified = await changedAt()
    const pageRequest = readPageRequest('key-takeaways', request.query, shape, {})
    const { q: text } = pageRequest.query
    const filter = filterOf(pageRequest.query, { timeZone: site.timeZone, clock })
    if (text !== undefined) request.charge(searchUnits)
    const found = await (text === undefined ? listed(pageRequest, filter) : searched(text, pageRequest, filter))
    const { entries, groups, ...neighbours } = found
    const { page, links } = pageOf(`${site.publicUrl}${path}`, pageRequest, neighbours)
    const { body, etag } = collection(
      entries.map(({ print, span }) => takeawayFragment(print, span)),
      { page },
    )
    reply.headers(
      miningHeaders(
        entries.map(({ print }) => print),
        site,
      ),
    )
    return respond(request, reply, {
      contentType: jsonType,
      lastModified,
      body,
      etag,
      groups,
      links,
      isVolatile: isVolatile(pageRequest.query),
    })
  })
}
