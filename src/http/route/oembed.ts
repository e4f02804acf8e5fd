import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { articleGroup } from '../../domain/change.ts'
import { AppError } from '../../domain/error.ts'
import type { Site } from '../../domain/site.ts'
import type { Found } from '../../domain/store/print-store.ts'
import { oembed, oembedJson, oembedTypes, oembedXml } from '../../syndication/oembed.ts'
import type { Delivery, DeliveryStore } from '../delivery.ts'
import { articleOf } from '../entry.ts'
import { oembedAnswer } from '../foreign.ts'
import { gone } from '../moved.ts'
import { operation } from '../operation.ts'
import { bytes } from '../piece.ts'
import { articlesPath } from '../serve-article.ts'

const pixels = z.int('must be a whole number of pixels').min(1, 'must be a whole number of pixels').optional()

const querystring = z.object({
  url: z
    .string('must be the address of an article')
    .min(1, 'must be the address of an article')
    .meta({
      description: 'Where people read the article, or its address here in any form.',
      format: 'uri',
      examples: ['https://www.example.org/transport/harbour-trust-buys-two-electric-ferries'],
    }),
  format: z
    .enum(['json', 'xml'], { error: 'must be json or xml' })
    .optional()
    .meta({ description: 'Of the answer.', default: 'json' }),
  maxwidth: pixels.meta({ description: 'Of the card and its picture.' }),
  maxheight: pixels.meta({ description: 'Of the card and its picture.' }),
})

const described = operation({
  tag: 'Syndication',
  operationId: 'getOembed',
  summary: 'An article as an embeddable card (oEmbed 1.0)',
  description: 'A URL of another site is a 404. Parameters that it does not know are ignored.',
  ok: { 'application/json': oembedAnswer, 'text/xml': z.string() },
  also: [304, 400, 404, 410],
})

/** The card of an article, for those that paste its address. */
export const oembedRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { store, site, answer }) => {
  app.get('/oembed', { schema: { ...described, querystring } }, async (request, reply) => {
    const { url, format = 'json', maxwidth, maxheight } = request.query
    const found = await lookUp(store, site, url)
    if (!found) throw new AppError('article-not-found', 'No article of this site is read at that URL.')
    if (found.kind === 'gone') throw gone(reply, found.tombstone)
    const made = oembed(articleOf(found.print), site, { maxWidth: maxwidth, maxHeight: maxheight })
    const text = format === 'json' ? oembedJson(made) : oembedXml(made)
    const groups = [articleGroup(found.print.articleId)]
    return answer(request, reply, { ...bytes(Buffer.from(text)), contentType: oembedTypes[format], groups })
  })
}

type Reached = Exclude<Found, { kind: 'moved' }>

/** The article that is read at a URL, also by a former slug. */
async function lookUp(store: DeliveryStore, site: Site, url: string): Promise<Reached | undefined> {
  for (const ref of candidates(site, url)) {
    const found = await store.find(ref)
    const now = found?.kind === 'moved' ? await store.find(found.slug) : found
    if (now && now.kind !== 'moved') return now
  }
  return undefined
}

/** What the URL names by the two shapes that addresses have: our own, and the template of the site. */
function candidates(site: Site, url: string): string[] {
  const plain = URL.parse(url)?.href.replace(/[?#].*$/s, '')
  if (plain === undefined) return []
  const own = `${site.publicUrl}${articlesPath}/`
  if (plain.startsWith(own))
    return decoded([plain.slice(own.length).replace(/\/.*$|\.(?:html|md|txt|jsonld|ninjs\.json)$/, '')])
  return decoded(fromTemplate(site.articleUrlTemplate, plain))
}

/** The slug or id that stands where the template has it. */
function fromTemplate(template: string | undefined, url: string): string[] {
  if (template === undefined) return []
  const pattern = template
    .split(/(\{\w+\})/)
    .map(part => (part === '{slug}' || part === '{id}' ? '([^/]+)' : /^\{\w+\}$/.test(part) ? '[^/]*' : escaped(part)))
    .join('')
  return new RegExp(`^${pattern}$`).exec(url)?.slice(1) ?? []
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function decoded(parts: readonly string[]): string[] {
  return parts.flatMap(part => {
    try {
      return [decodeURIComponent(part)]
    } catch {
      return []
    }
  })
}
