import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Site } from '../../../domain/address/site.ts'
import {
  scheduleAt,
  stateOf,
  states,
  type WorkingCopyItem,
  workingCopyItem,
} from '../../../domain/article/working-copy.ts'
import { id } from '../../../domain/id.ts'
import { instant, isInstant } from '../../../domain/instant.ts'
import { articlePlace } from '../../../domain/page/cursor.ts'
import { readWriteToken, writeToken } from '../../../domain/page/write-token.ts'
import { type ListedArticle, workingSorts } from '../../../domain/store/article/working-store.ts'
import { termSlug } from '../../../domain/text/slug.ts'
import { page as pageSchema } from '../../message/collection.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { pageOf, readPageRequest } from '../../message/page-request.ts'
import { cursor, languageTag, limit, oneOf } from '../../message/parameter.ts'
import { type Editorial, sendPage, workingPath } from '../editorial.ts'

const boundedText = (max: number) =>
  z.string().min(1, 'must not be empty').max(max, `must have at most ${max} characters`)
const slug = (what: string) =>
  boundedText(250)
    .overwrite(termSlug)
    .optional()
    .meta({ description: `Slug of ${what}.` })
const listQuery = z.strictObject({
  status: z
    .array(oneOf(states))
    .overwrite(values => values.toSorted())
    .optional()
    .meta({ description: 'States, separated by commas. Default: all except `deleted`.' }),
  q: boundedText(200).optional().meta({
    description:
      'Text in title, summary, slug, external id, key takeaways, headings or body. When many articles must be searched, a page may have fewer items than `limit`, or none, and still have a `next` page.',
  }),
  externalId: boundedText(1000).optional().meta({ description: 'Only the article with exactly this external id.' }),
  category: slug('a category'),
  tag: slug('a tag'),
  author: slug('an author'),
  language: languageTag
    .optional()
    .meta({ description: 'Language tag (BCP 47). `de` also matches `de-AT`.', examples: ['de'] }),
  ahead: z
    .boolean('must be true or false')
    .optional()
    .meta({ description: 'Whether the working copy has unpublished changes.' }),
  scheduled: oneOf(['true', 'false', 'publish', 'expire']).optional().meta({
    description:
      'Only articles with (`true`) or without (`false`) a scheduled publication or expiry; `publish` or `expire`: only articles with that one. The time is in `schedule` of the item.',
  }),
  actor: boundedText(100)
    .optional()
    .meta({ description: 'Key or program that wrote the current version, such as `key:{id}`.' }),
  onBehalfOf: boundedText(100).optional().meta({ description: 'Person on whose behalf the current version was made.' }),
  updatedAfter: z
    .string()
    .max(200)
    .overwrite(text => instant.safeParse(text).data ?? text)
    .refine(
      text => isInstant(text) || readWriteToken(text) !== undefined,
      'must be a UTC time such as 2026-11-22T09:00:00Z, or the "updatedAfter" of a list',
    )
    .optional()
    .meta({
      description:
        'Only articles that changed after this time. If you send the `updatedAfter` of an earlier list instead of a time, you miss no change, even within the same second.',
    }),
  sort: oneOf(workingSorts).optional().meta({
    description:
      'Sort order; `-` = newest first, or Z to A. `scheduledAt` lists only scheduled articles, earliest first.',
    default: '-modifiedAt',
  }),
  count: z.boolean('must be true or false').optional().meta({
    description:
      'Whether to return the number of all matching articles in `page.total`. With `q` it is absent if more than 10,000 articles would have to be searched.',
    default: false,
  }),
})

/** Parameters in a cursor, with the write token taken before the first page. */
const cursorQuery = listQuery.extend({ began: z.string().max(200).optional() })

const list = editorialOperation({
  operationId: 'listWorkingCopies',
  summary: 'List working copies',
  answers: {
    200: z
      .object({
        items: z.array(workingCopyItem),
        page: pageSchema,
        updatedAfter: z.string().min(1).meta({
          description:
            'Send it as `updatedAfter` later to list the articles that changed since the first page of this list. Deleted articles are listed only with `status=deleted`, erased ones never.',
        }),
      })
      .meta({ id: 'WorkingCopyList' }),
  },
})

const cursorShape = {
  query: cursorQuery,
  place: z.union([articlePlace, z.strictObject({ title: z.string().max(10_000), id })]),
}

/** Lists working copies by filters and full text. */
export const editorialListRoutes: FastifyPluginAsyncZod<Editorial> = async (app, { store, site }) => {
  const querystring = z.strictObject({ ...listQuery.shape, cursor, limit })
  app.get(
    workingPath,
    { config: { scope: 'articles:read' }, schema: { ...list, querystring } },
    async (request, reply) => {
      const began = writeToken(await store.lastWrite())
      const pageRequest = readPageRequest('working-copies', request.query, cursorShape, { began })
      const { count = false, began: token = began, sort, ...query } = pageRequest.query
      const filter = filterOf(query)
      const found = await store.workingCopies({
        ...filter,
        sort,
        limit: pageRequest.limit,
        from: pageRequest.place,
        backwards: pageRequest.back,
      })
      const total = count ? await store.countWorkingCopies(filter) : undefined
      const page = pageOf(`${site.publicUrl}${workingPath}`, pageRequest, { ...found, total })
      const items = found.articles.map(article => itemOf(article, site))
      return sendPage(reply, items, page, { updatedAfter: token })
    },
  )
}

function filterOf({ scheduled, updatedAfter, ...query }: Omit<z.infer<typeof listQuery>, 'count' | 'sort'>) {
  const changedAfter = updatedAfter === undefined ? undefined : readWriteToken(updatedAfter)
  return {
    ...query,
    scheduled: scheduled === 'true' || (scheduled === 'false' ? false : scheduled),
    ...(changedAfter ? { changedAfter } : { updatedAfter }),
  }
}

function itemOf({ delivered, ...article }: ListedArticle, site: Site): WorkingCopyItem {
  const { slug: own, title, summary, language, category, publishAt, expireAt } = article
  return {
    ...stateOf(article, delivered, site),
    slug: own,
    title,
    ...(summary !== undefined && { summary }),
    language,
    ...(category && { category: category.name }),
    schedule: scheduleAt(publishAt, expireAt),
  }
}
