import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { beginSync } from '../../../change/local/sync.ts'
import { AppError } from '../../../domain/error.ts'
import { articleExample } from '../../../domain/example/article.ts'
import type { Position } from '../../../domain/page/query.ts'
import { encodeToken } from '../../../domain/sync/token.ts'
import { siteMiningHeaders } from '../../../syndication/crawler/mining.ts'
import { type ConcurrencyLimit, clientOf } from '../../access/concurrency.ts'
import type { KeyWatch } from '../../access/key-watch.ts'
import { bytesPerUnit, unitsOf } from '../../access/limiter.ts'
import { operation } from '../../message/operation.ts'
import type { Delivery } from '../delivery.ts'
import { articleFragment } from '../fragment.ts'
import { newQuery } from '../sync/sync-query.ts'
import type { Pause } from '../time-slice.ts'

const path = '/v1/export.ndjson'
const lineType = 'application/x-ndjson'

const lines = z.string().meta({
  description:
    'One `Article` per line. The last line is `{"token":"…"}`; if it is missing, the download is incomplete.',
  examples: [`${JSON.stringify(articleExample)}\n{"token":"q83vASNFZ4mrze8"}\n`],
})

const described = operation({
  tag: 'Sync',
  operationId: 'exportArticles',
  summary: 'Download all articles as NDJSON',
  description:
    'One complete article per line, newest first, for static site builds. Continue with `/v1/sync?token=…` and the token of the last line: it also returns what changed during the download.',
  ok: { [lineType]: lines },
  also: [400, 503],
  says: { 503: 'Too many exports are running. Try again later.' },
})

/** Bytes of articles that are read at a time. */
const pageBytes = 131_072

type Options = Delivery & { concurrency: ConcurrencyLimit; keys: KeyWatch }

/** The export. It reads as fast as the client does, and holds one page in memory. */
export const exportRoutes: FastifyPluginAsyncZod<Options> = async (
  app,
  { store, site, concurrency, keys, timeSlices },
) => {
  const schema = { ...described, querystring: z.strictObject({}) }
  const head = {
    'content-type': lineType,
    'content-disposition': 'attachment; filename="articles.ndjson"',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    ...siteMiningHeaders(site),
  }
  app.get(path, { schema, exposeHeadRoute: false }, async (request, reply) => {
    const mayRead = await keys.watch(request)
    const taken = concurrency.acquire(clientOf(request))
    if ('refusedBy' in taken) throw tooMany(taken.refusedBy)
    reply.raw.once('close', taken.release)
    const chunks = whilePermitted(exported(store, timeSlices()), keys, mayRead)
    return reply.headers(head).send(Readable.from(charged(chunks, request), { objectMode: false }))
  })
  // An empty stream, because `Content-Length: 0` would be wrong for GET.
  app.head(path, { schema: { ...schema, hide: true } }, (_, reply) => reply.headers(head).send(Readable.from([])))
}

function tooMany(by: 'all' | 'client'): AppError {
  const detail =
    by === 'all' ? 'Too many exports are running.' : 'You have reached the maximum number of parallel exports.'
  return new AppError('too-many-exports', detail)
}

/** Breaks off when the key of the request ends: without its last line, the download is incomplete. */
async function* whilePermitted(
  chunks: AsyncIterable<Uint8Array>,
  keys: KeyWatch,
  mayRead: () => boolean,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    await keys.refresh()
    if (!mayRead()) throw new AppError('key-required', 'The key was revoked or has expired during the export.')
    yield chunk
  }
}

/** Charges the client for the bytes it receives. */
async function* charged(chunks: AsyncIterable<Uint8Array>, request: FastifyRequest): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.byteLength
    request.charge(unitsOf(bytes))
    bytes %= bytesPerUnit
    yield chunk
  }
}

async function* exported(store: Delivery['store'], pause: Pause): AsyncGenerator<Uint8Array> {
  const state = await beginSync(store, newQuery({ include: ['body'] }))
  const extent = { of: 'body', bytes: pageBytes } as const
  for (let from: Position | undefined; ; ) {
    await pause()
    const { copies, hasNext } = await store.syncWalk({ filter: {}, limit: 25, from }, extent)
    const lines = copies.flatMap(copy =>
      'item' in copy && copy.body ? [articleFragment({ ...copy, body: copy.body }).body, lineEnd] : [],
    )
    if (lines.length > 0) yield Buffer.concat(lines)
    const last = copies.at(-1)
    if (!hasNext || !last) break
    from = { at: last.publishedAt, id: last.articleId }
  }
  // The position before the first line, so that sync also returns what changed during the export.
  const token = encodeToken({ ...state, place: 'walk' in state.place ? { log: state.place.walk } : state.place })
  yield Buffer.from(`${JSON.stringify({ token })}\n`)
}

const lineEnd = Buffer.from('\n')
