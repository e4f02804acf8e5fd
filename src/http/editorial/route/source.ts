import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { asBuffer } from '../../../domain/buffer.ts'
import { AppError } from '../../../domain/error.ts'
import type { RawSource } from '../../../domain/store/article/article-store.ts'
import { importers } from '../../../importer/importers.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { articleParams, type Editorial, noQuery, workingPath } from '../editorial.ts'

const { response, ...operation } = editorialOperation({
  operationId: 'getSource',
  summary: 'Get the source that an article was imported from',
  description:
    'The source file of the last import, byte for byte, in its media type. For Ghost and WordPress exports, only the item of this article with its public members. 404 if the article was not imported.',
  answers: {},
  fails: [404],
})
const bytes = z.string().meta({ format: 'binary' })
const mediaTypes = new Set([...importers.flatMap(importer => importer.mediaTypes), 'application/octet-stream'])
const ok = {
  description: 'The source.',
  content: Object.fromEntries([...mediaTypes].toSorted().map(type => [type, { schema: bytes }])),
}

/** The raw sources of articles. */
export const editorialSourceRoutes: FastifyPluginAsyncZod<Editorial> = async (app, { store }) => {
  const schema = { ...operation, response: { 200: ok, ...response }, params: articleParams, querystring: noQuery }
  app.get(
    `${workingPath}/:id/source`,
    { config: { scope: 'articles:read' }, schema },
    async ({ params: { id } }, reply) => {
      const source = await store.source(id)
      if (!source) throw new AppError('article-not-found', 'No article has that id, or it was not imported.')
      return sendSource(reply, source)
    },
  )
}

function sendSource(reply: FastifyReply, { mediaType, name, bytes, hash }: RawSource): FastifyReply {
  const file = encodeURIComponent(name.split('/').at(-1) ?? '')
  return reply
    .headers({
      'cache-control': 'no-store',
      'content-type': mediaType,
      // Third-party content is downloaded, never rendered under our origin (RFC 6266).
      'content-disposition': `attachment; filename*=UTF-8''${file}`,
      'repr-digest': `sha-256=:${Buffer.from(hash, 'hex').toString('base64')}:`,
    })
    .send(asBuffer(bytes))
}
