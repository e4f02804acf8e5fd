import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { dayOfNumber } from '../../../domain/page/view.ts'
import { articleViews } from '../../message/collection.ts'
import { jsonWithEtag } from '../../message/entity-tag.ts'
import { json, operation } from '../../message/operation.ts'
import { articlesPath, createServeArticle } from '../article/serve-article.ts'
import type { Delivery } from '../delivery.ts'
import { ref } from './article.ts'

const described = operation({
  tag: 'Articles',
  operationId: 'getArticleViews',
  summary: 'Get the number of views of an article, total and per day',
  description:
    'Days are those of the time zone of the site, newest first; days without views are left out. `total` also has views that no day has: those that the article had when it was imported. The figures may be up to a minute old.',
  ok: json(articleViews),
  also: [304, 308, 400, 404, 410],
})

const maxDays = 3660
const usualDays = 30
const wrongDays = `must be a whole number from 1 to ${maxDays}`
const querystring = z.strictObject({
  days: z
    .int(wrongDays)
    .min(1, wrongDays)
    .max(maxDays, wrongDays)
    .optional()
    .meta({ description: 'Number of days up to today.', default: usualDays }),
})

/** The views of an article. */
export const articleViewRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const { store, viewTime } = delivery
  const serve = createServeArticle(delivery)
  const schema = { ...described, params: z.strictObject({ ref }), querystring }
  app.get(`${articlesPath}/:ref/views`, { schema }, async (request, reply) => {
    const { days = usualDays } = request.query
    return serve(request, reply, request.params.ref, async ({ articleId: id }) => {
      const { day } = viewTime()
      const found = await store.articleViews(id, { first: day - days + 1, last: day })
      const perDay = found.days.map(one => ({ date: dayOfNumber(one.day), views: one.views }))
      return {
        ...jsonWithEtag({ id, total: found.total, days: perDay }),
        language: undefined,
        isVolatile: true,
      }
    })
  })
}
