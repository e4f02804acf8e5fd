import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { metadata } from '../../../domain/content/metadata.ts'
import type { Rendering } from '../../../domain/page/query.ts'
import { deliveredArticle } from '../../../domain/print/delivered.ts'
import type { Span } from '../../../domain/print/layout.ts'
import { keyTakeawayList, sectionList } from '../../message/collection.ts'
import { json, operation } from '../../message/operation.ts'
import { type ArticleShape, articleAnswer, printTag, type RenderedPart, representation } from '../article-answer.ts'
import { articleLinks } from '../article-link.ts'
import { articleInclude, fields, included, translationShape } from '../article-query.ts'
import type { Delivery, WholePrint } from '../delivery.ts'
import { articlePiece, collection, elements, metadataPiece, partPiece } from '../piece.ts'
import { previewShape } from '../preview.ts'
import { renderAtOnce } from '../rendering.ts'
import { articleServer, articlesPath, type Made } from '../serve-article.ts'
import { translated, withMember } from '../translation.ts'

export const ref = z
  .string()
  .meta({ description: 'Slug or id.', examples: ['harbour-trust-buys-two-electric-ferries'] })

const shape = { params: z.strictObject({ ref }), querystring: z.strictObject(previewShape) }
const config = { preview: 'taken' } as const
const described = { tag: 'Articles', also: [304, 308, 400, 403, 404, 410] } as const
const whole = operation({
  ...described,
  operationId: 'getArticle',
  summary: 'One article, whole',
  description:
    'With `language`, its best translation: `Content-Language` names the language, `languageFallback` tells where it is another one.',
  ok: json(deliveredArticle),
})
const facts = operation({
  ...described,
  operationId: 'getArticleMetadata',
  summary: 'What is known about an article beside its words',
  ok: json(metadata),
})
const points = operation({
  ...described,
  operationId: 'listArticleKeyTakeaways',
  summary: 'The key takeaways of an article, in order',
  ok: json(keyTakeawayList),
})
const chapters = operation({
  ...described,
  operationId: 'listArticleSections',
  summary: 'The sections of an article, in order',
  ok: json(sectionList),
})

const wholeQuery = z
  .strictObject({ include: articleInclude, fields, ...translationShape, ...previewShape })
  .refine(({ language, fallback }) => language !== undefined || fallback === undefined, {
    path: ['fallback'],
    message: 'stands beside "language" only',
  })
  .refine(({ language, preview }) => language === undefined || preview === undefined, {
    path: ['language'],
    message: 'cannot stand beside "preview": a token shows the article asked for',
  })

/** One article, whole and in parts. */
export const articleRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const serve = articleServer(delivery)

  async function renderedPart(
    print: WholePrint,
    wanted: readonly Rendering[],
    charge: (units: number) => void,
  ): Promise<RenderedPart | undefined> {
    if (wanted.length === 0) return undefined
    // A preview has no mark that tells its bytes from others, so its renderings are not kept.
    if (print.mark === '') return { wanted, sections: renderAtOnce(print, wanted) }
    return { wanted, sections: (await delivery.render([print], wanted, charge))(print) }
  }

  app.get(
    `${articlesPath}/:ref`,
    { config, schema: { ...whole, ...shape, querystring: wholeQuery } },
    (request, reply) => {
      const { include, fields: wanted, language, fallback = [] } = request.query
      const { renderings } = included(include)
      const shapeOf = async (print: WholePrint): Promise<ArticleShape> => ({
        fields: wanted,
        rendered: await renderedPart(print, renderings, units => request.charge(units)),
      })
      return serve(request, reply, request.params.ref, async print => {
        if (language !== undefined) return inLanguage(print, [language, ...fallback], shapeOf, delivery)
        return articleAnswer(print, delivery.site, await shapeOf(print))
      })
    },
  )

  app.get(`${articlesPath}/:ref/metadata`, { config, schema: { ...facts, ...shape } }, (request, reply) =>
    serve(request, reply, request.params.ref, print => ({
      body: metadataPiece(print).shown,
      etag: printTag(print, 'metadata'),
    })),
  )

  app.get(`${articlesPath}/:ref/key-takeaways`, { config, schema: { ...points, ...shape } }, (request, reply) =>
    serve(request, reply, request.params.ref, print => ({
      body: list(print, print.layout.keyTakeaways),
      etag: printTag(print, 'key-takeaways'),
    })),
  )

  app.get(`${articlesPath}/:ref/sections`, { config, schema: { ...chapters, ...shape } }, (request, reply) =>
    serve(request, reply, request.params.ref, print => ({
      body: list(print, print.layout.sections),
      etag: printTag(print, 'sections'),
    })),
  )
}

async function inLanguage(
  asked: WholePrint,
  wanted: readonly [string, ...string[]],
  shapeOf: (print: WholePrint) => Promise<ArticleShape>,
  { store, site }: Delivery,
): Promise<Made> {
  const { print, languageFallback, groups, lastModified } = await translated(asked, wanted, store)
  const shape = await shapeOf(print)
  const { shown } = articlePiece(print, shape.fields, shape.rendered?.sections)
  return {
    body: languageFallback ? withMember(shown, 'languageFallback', languageFallback) : shown,
    etag: printTag(print, [representation(shape), 'in', ...wanted].join('.')),
    links: articleLinks(print, site, ''),
    language: print.language,
    of: print,
    groups,
    lastModified,
  }
}

/** All members of a part as a collection of one page. */
function list(print: WholePrint, [start, end]: Span): Uint8Array {
  const items = elements(print.body.subarray(start, end)).map(([from, to]) =>
    partPiece(print, [start + from, start + to]),
  )
  return collection(items, { page: { limit: Math.max(1, items.length) } }).body
}
