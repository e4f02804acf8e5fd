import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { beginNow, beginSync, continueSync } from '../../../change/local/sync.ts'
import { walkFilter } from '../../../change/local/sync-filter.ts'
import { listGroup } from '../../../domain/change.ts'
import { syncPage } from '../../../domain/sync/sync.ts'
import { encodeToken } from '../../../domain/sync/token.ts'
import { jsonType } from '../../cache/respond.ts'
import { json, operation } from '../../message/operation.ts'
import { link } from '../../problem/header.ts'
import { included } from '../article-query.ts'
import type { Delivery } from '../delivery.ts'
import { miningHeaders } from '../mining.ts'
import { printsIn, syncPageBody } from '../sync/sync-fragment.ts'
import { extentOf, newQuery, pageSize, readToken, syncBytes, syncRequest } from '../sync/sync-query.ts'

const path = '/v1/sync'

const described = operation({
  tag: 'Sync',
  operationId: 'readSync',
  summary: 'Copy all articles, then get changes',
  description:
    'Start without a token, then send the token of each page: immediately while `more` is true, later to get changes. Store each page and its token in one transaction. Ignore an article whose `revision` is lower than that of your copy. An id appears on a page at most once. After a 410 `full-sync-required`, start again without a token, and when that is complete, delete the articles that it did not return.',
  ok: json(syncPage),
  also: [304, 400, 410],
  says: { 410: 'The token is no longer valid: start again without one.' },
})

/** Sync of complete copies. */
export const syncRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { store, site, respond, render }) => {
  app.get(path, { schema: { ...described, querystring: syncRequest } }, async (request, reply) => {
    const { token, limit, start, ...given } = request.query
    const begin = start === 'now' ? beginNow : beginSync
    const state = token === undefined ? await begin(store, newQuery(given)) : readToken(token, given)
    const { query } = state
    const extent = { of: extentOf(query), bytes: syncBytes }
    const { messages, next, more } = await continueSync(store, state, { limit: pageSize(query, limit), extent })
    const onward = encodeToken({ ...state, place: next })
    const estimated = token === undefined && !start ? await store.count(walkFilter(query)) : undefined
    const { renderings } = included(query.include)
    const rendered = await render(printsIn(messages), renderings, units => request.charge(units))
    const unknown = token === undefined ? (await store.filterTerms(query)).unknown : []
    const rest = { token: onward, more, ...(unknown.length > 0 && { unknown }) }
    const made = syncPageBody(messages, query, rest, estimated, rendered)
    reply.headers(
      miningHeaders(
        messages.flatMap(one => ('article' in one && 'item' in one.article ? one.article : [])),
        site,
      ),
    )
    const links = more ? [link(`${site.publicUrl}${path}?token=${onward}`, 'next')] : []
    return respond(request, reply, { ...made, contentType: jsonType, groups: [listGroup], links })
  })
}
