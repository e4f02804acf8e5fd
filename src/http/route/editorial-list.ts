import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { articlePlace } from '../../domain/cursor.ts'
import { instant } from '../../domain/instant.ts'
import type { Site } from '../../domain/site.ts'
import type { ListedArticle } from '../../domain/store/working-store.ts'
import { standingOf, states, type WorkingCopyItem, workingCopyItem } from '../../domain/working-copy.ts'
import { cursor, limit } from '../article-query.ts'
import { page as pageSchema } from '../collection.ts'
import { type Editorial, sendJson, workingPath } from '../editorial.ts'
import { editorialOperation } from '../editorial-operation.ts'
import { pageOf, readWalk } from '../walk.ts'

const walkQuery = z.strictObject({
  status: z
    .array(z.enum(states, { error: `must be one of ${states.join(', ')}` }))
    .overwrite(values => values.toSorted())
    .optional()
    .meta({ description: 'States, separated by commas: any of them. Absent: all but `deleted`.' }),
  q: z
    .string()
    .min(1, 'must not be empty')
    .max(200, 'must have at most 200 characters')
    .optional()
    .meta({ description: 'Part of title, summary, slug or external id.' }),
  externalId: z
    .string()
    .min(1, 'must not be empty')
    .max(1000)
    .optional()
    .meta({ description: 'Exactly this identity.' }),
  category: z.string().min(1, 'must not be empty').max(250).optional().meta({ description: 'Slug of a category.' }),
  updatedAfter: instant.optional().meta({ description: 'Only articles that editors changed after this moment.' }),
})

const list = editorialOperation({
  operationId: 'listWorkingCopies',
  summary: 'Articles as editors see them, last changed first',
  answers: {
    200: z.object({ items: z.array(workingCopyItem), page: pageSchema }).meta({ id: 'WorkingCopyList' }),
  },
})

const shape = { query: walkQuery, place: articlePlace }

/** Working copies by state and words. */
export const editorialListRoutes: FastifyPluginAsyncZod<Editorial> = async (app, { store, site }) => {
  const querystring = z.strictObject({ ...walkQuery.shape, cursor, limit })
  app.get(
    workingPath,
    { config: { scope: 'articles:read' }, schema: { ...list, querystring } },
    async (request, reply) => {
      const walk = readWalk('working-copies', request.query, shape, {})
      const found = await store.workingCopies({
        ...walk.query,
        limit: walk.limit,
        from: walk.place,
        backwards: walk.back,
      })
      const { page, links } = pageOf(`${site.publicUrl}${workingPath}`, walk, {
        next: found.hasNext ? placeOf(found.articles.at(-1)) : undefined,
        previous: found.hasPrevious ? placeOf(found.articles[0]) : undefined,
      })
      const items = found.articles.map(article => itemOf(article, site))
      return sendJson(reply, { items, page }, links.length > 0 ? { link: links.join(', ') } : {})
    },
  )
}

function placeOf(article: ListedArticle | undefined) {
  return article && { at: article.modifiedAt, id: article.id }
}

function itemOf({ delivered, ...article }: ListedArticle, site: Site): WorkingCopyItem {
  const { slug, title, summary, language, category } = article
  return {
    ...standingOf(article, delivered, site),
    slug,
    title,
    ...(summary !== undefined && { summary }),
    language,
    ...(category && { category: category.name }),
  }
}
