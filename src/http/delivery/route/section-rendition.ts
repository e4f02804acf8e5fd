import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { DeliveredSection } from '../../../domain/body/section.ts'
import { AppError } from '../../../domain/error.ts'
import type { DeliveredArticle } from '../../../domain/print/delivered.ts'
import { sectionPage } from '../../../syndication/article/html.ts'
import { markdown, sectionMarkdown } from '../../../syndication/article/markdown.ts'
import { operation } from '../../message/operation.ts'
import { describePages, errorsAsPage } from '../../problem/problem-page.ts'
import { target } from '../../problem/target.ts'
import { previewShape } from '../article/preview.ts'
import { createRenditionResponse } from '../article/rendition-response.ts'
import { articlesPath, createServeArticle } from '../article/serve-article.ts'
import type { Delivery } from '../delivery.ts'
import { articleOf } from '../list/entry.ts'
import { fittingUrl } from '../redirect.ts'
import { ref } from './article.ts'

const params = z.strictObject({ ref, anchor: z.string().meta({ examples: ['who-pays'] }) })

const described = (operationId: string, summary: string, mediaType: string) => ({
  ...operation({
    tag: 'Syndication',
    operationId,
    summary,
    ok: { [mediaType]: z.string() },
    also: [301, 304, 400, 403, 404, 410],
  }),
  params,
  querystring: z.object(previewShape),
})

const forms = [
  {
    suffix: '.html',
    mediaType: 'text/html; charset=utf-8',
    render: sectionPage,
    schema: described('getArticleSectionHtml', 'Get a section of an article as an HTML page', 'text/html'),
  },
  {
    suffix: '.md',
    mediaType: markdown.mediaType,
    render: sectionMarkdown,
    schema: described('getArticleSectionMarkdown', 'Get a section of an article as Markdown', 'text/markdown'),
  },
] as const

/** A section as a page and as Markdown, by its current or a former anchor. */
export const sectionRenditionRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const { site } = delivery
  const rendered = createRenditionResponse(site)
  app.addHook('onRoute', describePages)
  const serve = createServeArticle(delivery, { moved: 301 })

  for (const { suffix, mediaType, render, schema } of forms) {
    app.get(
      `${articlesPath}/:ref/sections/:anchor${suffix}`,
      { config: { preview: 'accepted', ...(suffix === '.html' && errorsAsPage) }, schema },
      (request, reply) => {
        const { ref: name, anchor } = request.params
        return serve(request, reply, name, print => {
          const article = articleOf(print)
          const [section] = chosenSections(article, [anchor])
          if (section?.anchor === anchor) {
            const form = { text: render(article, section, site), mediaType, name: `section${suffix}` }
            return rendered(reply, print, form)
          }
          const { query } = target(request)
          const path = `sections/${encodeURIComponent(section?.anchor ?? '')}${suffix}${query}`
          const at = (ref: string) => `${site.publicUrl}${articlesPath}/${encodeURIComponent(ref)}/${path}`
          return { location: fittingUrl(at(name), at(print.articleId)) }
        })
      },
    )
  }
}

/**
 * The sections with one of these current or former anchors, in the order of the article.
 *
 * @throws AppError `section-not-found` if a section is missing
 */
export function chosenSections({ sections }: DeliveredArticle, anchors: readonly string[]): DeliveredSection[] {
  const present = new Map(sections.map(section => [section.anchor, section]))
  const former = new Map(sections.flatMap(section => section.formerAnchors.map(anchor => [anchor, section] as const)))
  const chosen = new Set(
    anchors.map(anchor => {
      const section = present.get(anchor) ?? former.get(anchor)
      if (section) return section
      throw new AppError('section-not-found', 'No section of the article has or had that anchor.')
    }),
  )
  return sections.filter(section => chosen.has(section))
}
