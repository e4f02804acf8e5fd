import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { metadata } from '../../../domain/content/metadata.ts'
import type { Rendering } from '../../../domain/page/query.ts'
import { deliveredArticle } from '../../../domain/print/delivered.ts'
import type { Span } from '../../../domain/print/layout.ts'
import { keyTakeawayList, sectionList } from '../../message/collection.ts'
import { json, operation } from '../../message/operation.ts'
import { articleLinks } from '../article/article-link.ts'
import {
  type ArticleShape,
  articleResponse,
  printEtag,
  type RenderedPart,
  representation,
} from '../article/article-response.ts'
import { previewShape } from '../article/preview.ts'
import { renderAtOnce } from '../article/rendering.ts'
import { type ArticleResponse, articlesPath, createServeArticle } from '../article/serve-article.ts'
import { findTranslation, withMember } from '../article/translation.ts'
import { articleInclude, fields, included, translationShape } from '../article-query.ts'
import type { Delivery, PrintWithBody } from '../delivery.ts'
import { articleFragment, collection, elementSpans, metadataFragment, partFragment } from '../fragment.ts'

export const ref = z
  .string()
  .meta({ description: 'Slug or id of the article.', examples: ['harbour-trust-buys-two-electric-ferries'] })

const shape = { params: z.strictObject({ ref }), querystring: z.strictObject(previewShape) }
const config = { preview: 'accepted' } as const
const shared = { tag: 'Articles', also: [304, 308, 400, 403, 404, 410] } as const
const articleOperation = operation({
  ...shared,
  operationId: 'getArticle',
  summary: 'Get an article',
  description:
    'Returns the complete article: metadata, key takeaways, table of contents and sections. With `language` it returns the best translation; `Content-Language` is its language, and `languageFallback` is present if the article does not exist in the first language you asked for. A former slug redirects (308).',
  ok: json(deliveredArticle),
})
const articleMetadataOperation = operation({
  ...shared,
  operationId: 'getArticleMetadata',
  summary: 'Get the metadata of an article',
  ok: json(metadata),
})
const articleKeyTakeawaysOperation = operation({
  ...shared,
  operationId: 'listArticleKeyTakeaways',
  summary: 'List the key takeaways of an article, in order',
  ok: json(keyTakeawayList),
})
const articleSectionsOperation = operation({
  ...shared,
  operationId: 'listArticleSections',
  summary: 'List the sections of an article, in order',
  ok: json(sectionList),
})

const articleQuery = z
  .strictObject({ include: articleInclude, fields, ...translationShape, ...previewShape })
  .refine(({ language, fallback }) => language !== undefined || fallback === undefined, {
    path: ['fallback'],
    message: 'needs "language"',
  })
  .refine(({ language, preview }) => language === undefined || preview === undefined, {
    path: ['language'],
    message: 'cannot be combined with "preview"',
  })

/** Routes that return an article, or its metadata, key takeaways or sections. */
export const articleRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const serve = createServeArticle(delivery)

  async function renderedPart(
    print: PrintWithBody,
    wanted: readonly Rendering[],
    chargeRateLimit: (units: number) => void,
  ): Promise<RenderedPart | undefined> {
    if (wanted.length === 0) return undefined
    // The empty mark is a preview. Without a content hash as a key, its renderings are not cached.
    if (print.mark === '') return { wanted, sections: renderAtOnce(print, wanted) }
    const renderedSections = await delivery.render([print], wanted, chargeRateLimit)
    return { wanted, sections: renderedSections(print) }
  }

  app.get(
    `${articlesPath}/:ref`,
    { config, schema: { ...articleOperation, ...shape, querystring: articleQuery } },
    (request, reply) => {
      const { include, fields: wanted, language, fallback = [] } = request.query
      const { renderings } = included(include)
      const shapeOf = async (print: PrintWithBody): Promise<ArticleShape> => ({
        fields: wanted,
        rendered: await renderedPart(print, renderings, units => request.charge(units)),
      })
      return serve(request, reply, request.params.ref, async print => {
        if (language !== undefined) return inLanguage(print, [language, ...fallback], shapeOf, delivery)
        return articleResponse(print, delivery.site, await shapeOf(print))
      })
    },
  )

  app.get(
    `${articlesPath}/:ref/metadata`,
    { config, schema: { ...articleMetadataOperation, ...shape } },
    (request, reply) =>
      serve(request, reply, request.params.ref, print => ({
        body: metadataFragment(print).body,
        etag: printEtag(print, 'metadata'),
      })),
  )

  app.get(
    `${articlesPath}/:ref/key-takeaways`,
    { config, schema: { ...articleKeyTakeawaysOperation, ...shape } },
    (request, reply) =>
      serve(request, reply, request.params.ref, print => ({
        body: list(print, print.layout.keyTakeaways),
        etag: printEtag(print, 'key-takeaways'),
      })),
  )

  app.get(
    `${articlesPath}/:ref/sections`,
    { config, schema: { ...articleSectionsOperation, ...shape } },
    (request, reply) =>
      serve(request, reply, request.params.ref, print => ({
        body: list(print, print.layout.sections),
        etag: printEtag(print, 'sections'),
      })),
  )
}

async function inLanguage(
  requested: PrintWithBody,
  languages: readonly [string, ...string[]],
  shapeOf: (print: PrintWithBody) => Promise<ArticleShape>,
  { store, site }: Delivery,
): Promise<ArticleResponse> {
  const { print, languageFallback, groups, lastModified } = await findTranslation(requested, languages, store)
  const shape = await shapeOf(print)
  const { body } = articleFragment(print, shape.fields, shape.rendered?.sections)
  return {
    body: languageFallback ? withMember(body, 'languageFallback', languageFallback) : body,
    // The requested languages decide whether `languageFallback` is present.
    etag: printEtag(print, [representation(shape), 'in', ...languages].join('.')),
    links: articleLinks(print, site, ''),
    language: print.language,
    of: print,
    groups,
    lastModified,
  }
}

/** All items of a part as a collection with a single page. The limit of a page is at least 1, also if there are no items. */
function list(print: PrintWithBody, [start, end]: Span): Uint8Array {
  const items = elementSpans(print.body.subarray(start, end)).map(([from, to]) =>
    partFragment(print, [start + from, start + to]),
  )
  return collection(items, { page: { limit: Math.max(1, items.length) } }).body
}
