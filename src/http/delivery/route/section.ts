import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { deliveredSection } from '../../../domain/body/section.ts'
import { AppError } from '../../../domain/error.ts'
import { sectionSpan } from '../../../domain/print/layout.ts'
import { json, operation } from '../../message/operation.ts'
import { target } from '../../problem/target.ts'
import { printEtag } from '../article/article-response.ts'
import { previewShape } from '../article/preview.ts'
import { articlesPath, createServeArticle } from '../article/serve-article.ts'
import type { Delivery, PrintWithBody } from '../delivery.ts'
import { partFragment } from '../fragment.ts'
import { fittingUrl } from '../redirect.ts'
import { ref } from './article.ts'

const section = operation({
  tag: 'Articles',
  operationId: 'getArticleSection',
  summary: 'Get a section of an article',
  description:
    'By its anchor. The text before the first heading has the anchor `lead`. A former anchor redirects (308).',
  ok: json(deliveredSection),
  also: [304, 308, 400, 403, 404, 410],
})
const params = z.strictObject({ ref, anchor: z.string().meta({ examples: ['who-pays'] }) })

/** A section by its current or a former anchor. */
export const sectionRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const serve = createServeArticle(delivery)
  const schema = { ...section, params, querystring: z.strictObject(previewShape) }
  app.get(`${articlesPath}/:ref/sections/:anchor`, { config: { preview: 'accepted' }, schema }, (request, reply) => {
    const { ref: name, anchor } = request.params
    return serve(request, reply, name, print => {
      const span = sectionSpan(print.layout, anchor)
      if (span) return { body: partFragment(print, span).body, etag: printEtag(print, 'section') }
      const now = anchorNow(print, anchor)
      if (now === undefined)
        throw new AppError('section-not-found', 'No section of the article has or had that anchor.')
      const { publicUrl } = delivery.site
      const { query } = target(request)
      const at = (article: string) =>
        `${publicUrl}${articlesPath}/${encodeURIComponent(article)}/sections/${encodeURIComponent(now)}${query}`
      return { location: fittingUrl(at(name), at(print.articleId)) }
    })
  })
}

/** The current anchor of the section with a former anchor. Parses all sections, so it is used for former anchors only. */
function anchorNow({ body, layout }: PrintWithBody, former: string): string | undefined {
  const sections = z
    .array(deliveredSection.pick({ anchor: true, formerAnchors: true }))
    .parse(JSON.parse(Buffer.from(body.subarray(...layout.sections)).toString()))
  return sections.find(one => one.formerAnchors.includes(former))?.anchor
}
