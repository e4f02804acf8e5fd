import { Readable } from 'node:stream'
import { constants, createBrotliCompress, createGzip } from 'node:zlib'
import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'
import type { Coding } from './coding.ts'
import { brotliOptions, gzipOptions, minSize } from './compress.ts'
import type { EncodeTools } from './encode.ts'

type Compressed = Exclude<Coding, 'identity'>

/** Media types whose content is text. Archives, images and audio are compressed already. */
const textual = /^(?:text\/|image\/svg|application\/(?:[\w.-]+\+)?(?:json|xml|javascript|x-ndjson|yaml)\b)/i

/**
 * Compresses responses that are not cached: editorial responses, previews, problems, the export, files and /docs. Cached
 * responses are compressed by `encode` and have `Vary` set already.
 *
 * An editorial `ETag` is the version of a working copy, and `If-Match` sends it back: it is the same in every coding.
 */
export const compressionPlugin = fp<Pick<EncodeTools, 'accepted' | 'compress'>>(async (app, { accepted, compress }) => {
  app.addHook('onSend', async ({ method, headers }, reply, payload) => {
    if (!isCompressible(reply)) return payload
    const isStream = payload instanceof Readable
    const body = isStream ? undefined : bytesOf(payload)
    if (!isStream && (!body || body.byteLength < minSize)) return payload
    addVary(reply)
    const coding = accepted(headers['accept-encoding'])[0] ?? 'identity'
    if (coding === 'identity') return payload
    if (isStream) {
      mark(reply, coding)
      return method === 'HEAD' ? payload : compressed(payload, coding)
    }
    const made = body && (await compress(body, coding, 'quick').catch(() => undefined))
    if (!made || made === 'busy') return payload
    mark(reply, coding)
    return made
  })
})

function isCompressible(reply: FastifyReply): boolean {
  if (reply.statusCode === 206 || reply.statusCode === 304 || reply.hasHeader('content-encoding')) return false
  if (/\baccept-encoding\b/i.test(String(reply.getHeader('vary') ?? ''))) return false
  return textual.test(String(reply.getHeader('content-type') ?? ''))
}

function bytesOf(payload: unknown): Uint8Array | undefined {
  if (typeof payload === 'string') return Buffer.from(payload)
  return payload instanceof Uint8Array ? payload : undefined
}

function addVary(reply: FastifyReply): void {
  const vary = reply.getHeader('vary')
  reply.header('vary', vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding')
}

function mark(reply: FastifyReply, coding: Compressed): void {
  reply.header('content-encoding', coding)
  // These describe the uncompressed bytes.
  for (const name of ['content-length', 'repr-digest', 'accept-ranges']) reply.removeHeader(name)
}

/** Flushes each chunk, so that the client gets it before the next one is produced. */
function compressed(source: Readable, coding: Compressed): Readable {
  const through =
    coding === 'br'
      ? createBrotliCompress({ ...brotliOptions('quick'), flush: constants.BROTLI_OPERATION_FLUSH })
      : createGzip({ ...gzipOptions('quick'), flush: constants.Z_SYNC_FLUSH })
  source.once('error', error => through.destroy(error))
  through.once('close', () => source.destroy())
  return source.pipe(through)
}
