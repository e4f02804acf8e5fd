import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { articleGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import { oembed, oembedJson, oembedTypes, oembedXml } from '../../../syndication/oembed.ts'
import { withEtag } from '../../message/entity-tag.ts'
import { operation } from '../../message/operation.ts'
import type { Delivery } from '../delivery.ts'
import { articleOf } from '../entry.ts'
import { oembedAnswer } from '../external-schema.ts'
import { findByUrl } from '../find-by-url.ts'
import { miningHeaders } from '../mining.ts'
import { goneError } from '../redirect.ts'

const pixels = z.int('must be a whole number of pixels').min(1, 'must be a whole number of pixels').optional()

const querystring = z.object({
  url: z
    .string('must be the address of an article')
    .min(1, 'must be the address of an article')
    .meta({
      description: 'Where people read the article, or its address here in any form.',
      format: 'uri',
      examples: ['http://127.0.0.1:3000/v1/articles/harbour-trust-buys-two-electric-ferries'],
    }),
  // Another one is a 501 (section 2.3.5), so the schema lets it pass.
  format: z
    .string()
    .optional()
    .meta({ description: 'Of the answer.', enum: ['json', 'xml'], default: 'json' }),
  maxwidth: pixels.meta({ description: 'Of the card and its picture.' }),
  maxheight: pixels.meta({ description: 'Of the card and its picture.' }),
})

const described = operation({
  tag: 'Syndication',
  operationId: 'getOembed',
  summary: 'An article as an embeddable card (oEmbed 1.0)',
  description: 'A URL of another site is a 404. Parameters that it does not know are ignored.',
  ok: { 'application/json': oembedAnswer, 'text/xml': z.string() },
  also: [304, 400, 404, 410, 501],
})

/** The card of an article, for those that paste its address. */
export const oembedRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { store, site, respond }) => {
  app.get('/oembed', { schema: { ...described, querystring } }, async (request, reply) => {
    const { url, format = 'json', maxwidth, maxheight } = request.query
    if (format !== 'json' && format !== 'xml') throw new AppError('format-not-offered', 'There is JSON and XML.')
    const found = await findByUrl(store, site, url)
    if (!found) throw new AppError('article-not-found', 'No article of this site is read at that URL.')
    if (found.kind === 'gone') throw goneError(reply, found.tombstone)
    const made = oembed(articleOf(found.print), site, { maxWidth: maxwidth, maxHeight: maxheight })
    const text = format === 'json' ? oembedJson(made) : oembedXml(made)
    const groups = [articleGroup(found.print.articleId)]
    reply.headers(miningHeaders([found.print], site))
    return respond(request, reply, { ...withEtag(Buffer.from(text)), contentType: oembedTypes[format], groups })
  })
}
