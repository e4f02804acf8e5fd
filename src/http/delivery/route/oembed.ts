import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { articleGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import { oembed, oembedJson, oembedTypes, oembedXml } from '../../../syndication/article/oembed.ts'
import { withEtag } from '../../message/entity-tag.ts'
import { operation } from '../../message/operation.ts'
import { findByUrl } from '../article/find-by-url.ts'
import type { Delivery } from '../delivery.ts'
import { oembedAnswer } from '../external-schema.ts'
import { articleOf } from '../list/entry.ts'
import { miningHeaders } from '../mining.ts'
import { goneError } from '../redirect.ts'

const pixels = z.int('must be a whole number of pixels').min(1, 'must be a whole number of pixels').optional()

const querystring = z.object({
  url: z
    .string('must be the address of an article')
    .min(1, 'must be the address of an article')
    .meta({
      description: 'Canonical URL of the article, or its URL in this API in any format.',
      format: 'uri',
      examples: ['http://127.0.0.1:3000/v1/articles/harbour-trust-buys-two-electric-ferries'],
    }),
  // The schema accepts any value, because an unknown one is a 501 (section 2.3.5).
  format: z
    .string()
    .optional()
    .meta({ description: 'Format of the response.', enum: ['json', 'xml'], default: 'json' }),
  maxwidth: pixels.meta({ description: 'Maximum width of the card and its image, in pixels.' }),
  maxheight: pixels.meta({ description: 'Maximum height of the card and its image, in pixels.' }),
})

const described = operation({
  tag: 'Syndication',
  operationId: 'getOembed',
  summary: 'Get an embeddable card for the URL of an article (oEmbed 1.0)',
  description: 'A URL of another site is a 404. Unknown parameters are ignored.',
  ok: { 'application/json': oembedAnswer, 'text/xml': z.string() },
  also: [304, 400, 404, 410, 501],
})

/** oEmbed: cards for pasted URLs. */
export const oembedRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { store, site, respond }) => {
  app.get('/oembed', { schema: { ...described, querystring } }, async (request, reply) => {
    const { url, format = 'json', maxwidth, maxheight } = request.query
    if (format !== 'json' && format !== 'xml') throw new AppError('format-not-offered', 'The formats are json and xml.')
    const found = await findByUrl(store, site, url)
    if (!found) throw new AppError('article-not-found', 'No article of this site has that URL.')
    if (found.kind === 'gone') throw goneError(reply, found.tombstone)
    const made = oembed(articleOf(found.print), site, { maxWidth: maxwidth, maxHeight: maxheight })
    const text = format === 'json' ? oembedJson(made) : oembedXml(made)
    const groups = [articleGroup(found.print.articleId)]
    reply.headers(miningHeaders([found.print], site))
    return respond(request, reply, { ...withEtag(Buffer.from(text)), contentType: oembedTypes[format], groups })
  })
}
