import type { ServerResponse } from 'node:http'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Freshness } from '../../../change/local/freshness.ts'
import type { Sink } from '../../../change/local/sink.ts'
import { createStreams, type StreamFigures } from '../../../change/local/stream.ts'
import { AppError } from '../../../domain/error.ts'
import { tombstoneExample } from '../../../domain/example/article.ts'
import type { Copy } from '../../../domain/store/log/sync-store.ts'
import { siteMiningHeaders } from '../../../syndication/crawler/mining.ts'
import { type ConcurrencyBounds, type ConcurrencyLimit, clientOf } from '../../access/concurrency.ts'
import type { KeyWatch } from '../../access/key-watch.ts'
import { operation } from '../../message/operation.ts'
import { renderAtOnce } from '../article/rendering.ts'
import { included } from '../article-query.ts'
import type { Delivery } from '../delivery.ts'
import { copyFragment } from '../sync/sync-fragment.ts'
import { extentOf, newQuery, readToken, type SyncQuery, streamRequest } from '../sync/sync-query.ts'

const path = '/v1/stream'
const eventType = 'text/event-stream; charset=utf-8'

const events = z.string().meta({
  description:
    'Server-sent events. `event: article` has an `ArticleItem` as `data` (an `ArticleRef` with `view=ref`), `event: tombstone` a `Tombstone`, and `event: unavailable` the `ArticleRef` of an article whose stored form is damaged. `id` is a token for `/v1/sync`. Each `data` also has `groups`: the names in `Cache-Groups` of the responses that the change affects. Lines that start with `:` are heartbeats.',
  examples: [`event: tombstone\ndata: ${JSON.stringify(tombstoneExample)}\nid: q83vASNFZ4mrze8\n\n`],
})

const described = operation({
  tag: 'Sync',
  operationId: 'readStream',
  summary: 'Stream changes as server-sent events',
  description:
    'Starts with the next change. With `since` or `Last-Event-ID` it first sends everything since that token, without a gap. Events without `id` belong together with the next event that has one. A client that reads too slowly is disconnected and can continue from its last id. Without public reading, the stream ends when its key is revoked, replaced or expires: at the latest at the next heartbeat. After a 410 `full-sync-required`, start again with `/v1/sync`.',
  ok: { 'text/event-stream': events },
  also: [400, 410, 503],
  says: {
    410: 'The token is no longer valid: start again with `/v1/sync`.',
    503: 'Too many streams are open, or the server is stopping.',
  },
})

type Options = Delivery & {
  freshness: Freshness
  streams: StreamFigures & ConcurrencyBounds
  concurrency: ConcurrencyLimit
  keys: KeyWatch
  /** Called once with a function that returns the position of the streams in the change log. */
  watch?: (position: () => number | undefined) => void
}

/** The live stream of the changes that `/v1/sync` returns. */
export const streamRoutes: FastifyPluginAsyncZod<Options> = async (
  app,
  { store, site, freshness, streams: figures, concurrency, keys, render, watch },
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
  const streams = createStreams<SyncQuery>({ store, freshness, figures, refreshAccess: keys.refresh }, form, error =>
    app.log.error(error),
  )
  app.addHook('preClose', () => streams.close())
  watch?.(() => streams.position())

  const headers = z.object({ 'last-event-id': z.string().optional() })
  const schema = { ...described, querystring: streamRequest, headers }
  app.get(path, { schema, exposeHeadRoute: false }, async (request, reply) => {
    const { since, ...given } = request.query
    const token = request.headers['last-event-id'] || since
    const from = token === undefined ? { query: newQuery(given) } : { state: readToken(token, given) }
    const mayRead = await keys.watch(request)
    const taken = concurrency.acquire(clientOf(request))
    if ('refusedBy' in taken) throw tooMany(taken.refusedBy, figures)
    const begin = await streams.open(from).catch((error: unknown) => {
      taken.release()
      throw error
    })
    const response = reply.raw
    reply.header('content-type', eventType).header('cache-control', 'no-store').headers(siteMiningHeaders(site))
    // Turns off response buffering in proxies. The connection is not reused.
    reply.header('x-accel-buffering', 'no').header('connection', 'close')
    reply.hijack()
    response.writeHead(200, reply.getHeaders() as Record<string, string>)
    const { closed } = begin(sinkOf(response, mayRead))
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

function tooMany(by: 'all' | 'client', { max, maxPerClient }: ConcurrencyBounds): AppError {
  const open = by === 'all' ? `${max} streams are already open.` : `You already have ${maxPerClient} open streams.`
  return new AppError('too-many-streams', open)
}

function sinkOf(response: ServerResponse, mayRead: () => boolean): Sink {
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
    mayRead,
    end() {
      if (response.writableLength > 0) cut()
      else response.end()
    },
    cut,
  }
}
