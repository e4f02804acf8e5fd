import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { cardPage } from '../../../syndication/article/card.ts'
import { htmlPage } from '../../../syndication/article/html.ts'
import { markdown, markdownOf } from '../../../syndication/article/markdown.ts'
import { cancelledItem, ninjs } from '../../../syndication/article/ninjs.ts'
import { cardPolicy } from '../../../syndication/article/page-style.ts'
import type { Suffix } from '../../../syndication/article/rendition.ts'
import { renditions } from '../../../syndication/formats.ts'
import { operation, problemAnswer } from '../../message/operation.ts'
import { describePages, errorsAsPage } from '../../problem/problem-page.ts'
import { articleLinks } from '../article/article-link.ts'
import { previewShape } from '../article/preview.ts'
import { createRenditionResponse } from '../article/rendition-response.ts'
import { articlesPath, createServeArticle } from '../article/serve-article.ts'
import type { Delivery } from '../delivery.ts'
import { linkedData, newsItem } from '../external-schema.ts'
import { articleOf } from '../list/entry.ts'
import { ref } from './article.ts'
import { chosenSections } from './section-rendition.ts'

const params = z.strictObject({ ref })
const previewQuery = z.object(previewShape)
const described = { tag: 'Syndication', also: [301, 304, 400, 403, 404, 410] } as const
const config = { preview: 'accepted' } as const
const pageConfig = { ...config, ...errorsAsPage } as const
/** Media type without parameters. */
const bare = (mediaType: string) => mediaType.split(';')[0] ?? mediaType

const names: Record<Suffix, { operationId: string; summary: string; description?: string }> = {
  '': { operationId: '', summary: '' },
  '.html': { operationId: 'getArticleHtml', summary: 'Get an article as an HTML page' },
  '.md': { operationId: 'getArticleMarkdown', summary: 'Get an article as Markdown with front matter' },
  '.txt': { operationId: 'getArticleText', summary: 'Get an article as plain text' },
  '.jsonld': { operationId: 'getArticleLinkedData', summary: 'Get an article as schema.org JSON-LD' },
  '.ninjs.json': {
    operationId: 'getArticleNewsItem',
    summary: 'Get an article as an IPTC ninjs 3.1 news item',
    description: 'For an article that is no longer published, the 410 has an item with `pubStatus: canceled`.',
  },
}

const goneProblem = problemAnswer('The article is no longer published. The body is a cancelled item, or a problem.')
const goneItem = { ...goneProblem, content: { ...goneProblem.content, 'application/json': { schema: newsItem } } }

/** Schemas of JSON renditions; all others are text. */
const answers: Partial<Record<Suffix, z.ZodType>> = { '.jsonld': linkedData, '.ninjs.json': newsItem }

const card = operation({
  ...described,
  operationId: 'getArticleCard',
  summary: 'Get an article as a card to embed in an iframe',
  ok: { 'text/html': z.string() },
})

const querystring = previewQuery.extend({
  sections: z
    .array(z.string())
    .optional()
    .meta({ description: 'Anchors, separated by commas: only these sections, in the order of the article.' }),
})

/** Renditions of an article: HTML, Markdown, text, JSON-LD, ninjs, card. Unknown parameters are ignored. */
export const renditionRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const { site } = delivery
  const rendered = createRenditionResponse(site)
  app.addHook('onRoute', describePages)
  const serve = createServeArticle(delivery, { moved: 301 })
  const serveNinjs = createServeArticle(delivery, {
    moved: 301,
    gone: tombstone => ({ body: Buffer.from(JSON.stringify(cancelledItem(tombstone))), contentType: ninjs.mediaType }),
  })

  for (const { suffix, mediaType, render } of renditions.filter(one => one !== markdown)) {
    const ok = { [bare(mediaType)]: answers[suffix] ?? z.string() }
    const schema = { ...operation({ ...described, ...names[suffix], ok }), params, querystring: previewQuery }
    if (suffix === ninjs.suffix) schema.response = { ...schema.response, 410: goneItem }
    const server = suffix === ninjs.suffix ? serveNinjs : serve
    app.get(
      `${articlesPath}/:ref${suffix}`,
      { config: suffix === htmlPage.suffix ? pageConfig : config, schema },
      (request, reply) =>
        server(request, reply, request.params.ref, print => {
          const article = articleOf(print)
          const links = articleLinks(print, site, suffix)
          return rendered(reply, print, {
            text: render(article, site),
            mediaType,
            name: suffix.slice(1),
            links,
          })
        }),
    )
  }

  const schema = { ...operation({ ...described, ...names['.md'], ok: { 'text/markdown': z.string() } }), params }
  app.get(`${articlesPath}/:ref.md`, { config, schema: { ...schema, querystring } }, (request, reply) =>
    serve(request, reply, request.params.ref, print => {
      const article = articleOf(print)
      const { mediaType, suffix } = markdown
      const form = { mediaType, links: articleLinks(print, site, suffix) }
      if (!request.query.sections) {
        return rendered(reply, print, { ...form, text: markdown.render(article, site), name: 'md' })
      }
      const sections = chosenSections(article, request.query.sections)
      const name = `md.${sections.map(section => section.position).join('-')}`
      return rendered(reply, print, { ...form, text: markdownOf(article, sections), name })
    }),
  )

  app.get(
    `${articlesPath}/:ref/card.html`,
    { config: pageConfig, schema: { ...card, params, querystring: previewQuery }, onRequest: unframed },
    (request, reply) =>
      serve(request, reply, request.params.ref, print => {
        const article = articleOf(print)
        const form = { text: cardPage(article, site), mediaType: 'text/html; charset=utf-8', name: 'card' }
        const made = rendered(reply, print, form)
        reply.header('content-security-policy', cardPolicy)
        return made
      }),
  )
}

/** Other sites may frame the card. In `onRequest`, so that it also applies to cached responses. */
async function unframed(_: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.removeHeader('x-frame-options')
}
