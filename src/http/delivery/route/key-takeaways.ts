import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { takeawayPlace } from '../../../domain/page/cursor.ts'
import { jsonType } from '../../cache/respond.ts'
import { publishedTakeawayList } from '../../message/collection.ts'
import { json, operation } from '../../message/operation.ts'
import { cursor, limit } from '../../message/parameter.ts'
import { pageOf, readWalk } from '../../message/walk.ts'
import { filterOf, filterShape } from '../article-query.ts'
import type { Delivery } from '../delivery.ts'
import { collection, takeawayFragment } from '../fragment.ts'
import { listGroups } from '../group.ts'
import { miningHeaders } from '../mining.ts'
import { takeawayPage } from '../takeaway-page.ts'

const path = '/v1/key-takeaways'
const walkQuery = z.strictObject(filterShape)
const shape = { query: walkQuery, place: takeawayPlace }
const list = operation({
  tag: 'Articles',
  operationId: 'listKeyTakeaways',
  summary: 'List key takeaways of all articles, newest article first',
  description: 'The takeaways of one article are consecutive and in order. A page may end between them.',
  ok: json(publishedTakeawayList),
  also: [304, 400],
})

/** Key takeaways of all articles, each with its article. */
export const keyTakeawayRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { store, site, respond, changedAt }) => {
  const querystring = z.strictObject({ ...filterShape, cursor, limit })
  app.get(path, { schema: { ...list, querystring } }, async (request, reply) => {
    const lastModified = await changedAt()
    const walk = readWalk('key-takeaways', request.query, shape, {})
    const filter = { ...filterOf(walk.query, site.timeZone), withKeyTakeaways: true }
    // Every article has at least one takeaway. One more, because the previous page may have had all of the first one's.
    const query = { filter, sort: '-publishedAt', limit: walk.limit + 1, from: walk.place?.from } as const
    const found = await store.list({ ...query, backwards: walk.back }, true)
    const { entries, ...around } = takeawayPage(found, walk)
    const { page, links } = pageOf(`${site.publicUrl}${path}`, walk, { ...around, unknown: found.unknown })
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
      groups: listGroups(found, filter),
      links,
    })
  })
}
