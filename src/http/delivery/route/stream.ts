import type { ServerResponse } from 'node:http'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Freshness } from '../../../change/local/freshness.ts'
import type { Sink } from '../../../change/local/sink.ts'
import { createStreams, type StreamFigures } from '../../../change/local/stream.ts'
import { AppError } from '../../../domain/error.ts'
import { tombstoneExample } from '../../../domain/example/article.ts'
import type { Copy } from '../../../domain/store/sync-store.ts'
import { siteMiningHeaders } from '../../../syndication/mining.ts'
import { type ConcurrencyBounds, type ConcurrencyLimit, clientOf } from '../../access/concurrency.ts'
import { operation } from '../../message/operation.ts'
import { included } from '../article-query.ts'
import type { Delivery } from '../delivery.ts'
import { renderAtOnce } from '../rendering.ts'
import { copyFragment } from '../sync-fragment.ts'
import { extentOf, newQuery, readToken, type SyncQuery, streamRequest } from '../sync-query.ts'

const path = '/v1/stream'
const eventType = 'text/event-stream; charset=utf-8'

const events = z.string().meta({
  description:
    'Server-sent events. `event: article` has an `ArticleItem` as `data` (with `view=ref` an `ArticleRef`), `event: tombstone` a `Tombstone`, `event: unavailable` the `ArticleRef` of an article whose stored form is damaged; `id` is a token of `/v1/sync`. Each `data` has `groups` as well: names in `Cache-Groups` of the answers that the changes touch. Lines that begin with `:` are signs of life.',
  examples: [`event: tombstone\ndata: ${JSON.stringify(tombstoneExample)}\nid: q83vASNFZ4mrze8\n\n`],
})

const described = operation({
  tag: 'Sync',
  operationId: 'readStream',
  summary: 'Changes as they come, as server-sent events',
  description:
    'Begins now, or behind `since` or `Last-Event-ID`, without a gap: first what was missed, then what comes. Events without `id` belong to the next one that has it. A reader that is too slow is cut off, and goes on from its last id. After a 410 `full-sync-required` begin with `/v1/sync`.',
  ok: { 'text/event-stream': events },
  also: [400, 410, 503],
  says: {
    410: 'The token cannot be continued: begin with `/v1/sync`.',
    503: 'Too many streams are open, or the server is stopping.',
  },
})

type Options = Delivery & {
  freshness: Freshness
  streams: StreamFigures & ConcurrencyBounds
  concurrency: ConcurrencyLimit
}

/** The live stream of what `/v1/sync` tells. */
export const streamRoutes: FastifyPluginAsyncZod<Options> = async (
  app,
  { store, site, freshness, streams: figures, concurrency, render },
) => {
  const form = {
    extent: extentOf,
    async prepareSerializer(copies: readonly Copy[], query: SyncQuery) {
      const rendered = await render(
        copies.flatMap(copy => ('item' in copy ? copy : [])),
        renderingsOf(query),
      )
      return (copy: Copy) => copyFragment(copy, query, rendered).body
    },
    serializer: (query: SyncQuery) => (copy: Copy) =>
      copyFragment(copy, query, print => renderAtOnce(print, renderingsOf(query))).body,
  }
  const streams = createStreams<SyncQuery>({ store, freshness, figures }, form, error => app.log.error(error))
  app.addHook('preClose', () => streams.close())

  const headers = z.object({ 'last-event-id': z.string().optional() })
  const schema = { ...described, querystring: streamRequest, headers }
  app.get(path, { schema, exposeHeadRoute: false }, async (request, reply) => {
    const { since, ...given } = request.query
    const token = request.headers['last-event-id'] || since
    const from = token === undefined ? { query: newQuery(given) } : { state: readToken(token, given) }
    const taken = concurrency.acquire(clientOf(request))
    if ('refusedBy' in taken) throw tooMany(taken.refusedBy, figures)
    const begin = await streams.open(from).catch((error: unknown) => {
      taken.release()
      throw error
    })
    const response = reply.raw
    reply.header('content-type', eventType).header('cache-control', 'no-store').headers(siteMiningHeaders(site))
    // Proxies that concat an answer before they pass it on are told not to; the connection serves nothing else after.
    reply.header('x-accel-buffering', 'no').header('connection', 'close')
    reply.hijack()
    response.writeHead(200, reply.getHeaders() as Record<string, string>)
    const { closed } = begin(sinkOf(response))
    const end = () => {
      closed()
      taken.release()
    }
    if (response.closed) end()
    else response.once('close', end)
    return reply
  })

  app.head(path, { schema: { ...schema, hide: true } }, (request, reply) => {
    const { since, ...given } = request.query
    if (since !== undefined) readToken(since, given)
    return reply
      .header('content-type', eventType)
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .headers(siteMiningHeaders(site))
      .send()
  })
}

function renderingsOf({ include }: SyncQuery) {
  return included(include).renderings
}

function tooMany(by: 'all' | 'client', { most, mostPerClient }: ConcurrencyBounds): AppError {
  const open = by === 'all' ? `${most} streams are open already.` : `You have ${mostPerClient} streams open already.`
  return new AppError('too-many-streams', open)
}

function sinkOf(response: ServerResponse): Sink {
  let hasRoom = true
  const isOpen = () => !response.destroyed && !response.writableEnded
  const cut = () => void response.destroy()
  return {
    write(chunk) {
      if (isOpen()) hasRoom = response.write(chunk)
    },
    waiting: () => response.writableLength,
    async drained() {
      if (hasRoom || !isOpen()) return
      await new Promise<void>(resolve => {
        const done = () => {
          response.off('drain', done).off('close', done)
          resolve()
        }
        response.on('drain', done).on('close', done)
      })
    },
    isOpen,
    end() {
      if (response.writableLength > 0) cut()
      else response.end()
    },
    cut,
  }
}
