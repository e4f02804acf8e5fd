import { z } from 'zod'
import { deliveredKeyTakeaway } from '../../domain/body/key-takeaway.ts'
import { deliveredSection } from '../../domain/body/section.ts'
import { id } from '../../domain/id.ts'
import { day } from '../../domain/instant.ts'
import { deliveredArticleItem } from '../../domain/print/delivered.ts'
import { deliveredTerm } from '../../domain/term/term.ts'

const cursor = (where: string) =>
  z
    .string()
    .optional()
    .meta({ description: `Cursor of the ${where} page. Absent when there is none.` })
const url = (where: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ format: 'uri', description: `URL of the ${where} page. Absent when there is none.` })

/** The `page` of every collection. */
export const page = z
  .object({
    limit: z.int().min(1).meta({ description: 'Maximum number of items on the page.' }),
    next: cursor('next'),
    nextUrl: url('next'),
    previous: cursor('previous'),
    previousUrl: url('previous'),
    unknown: z
      .array(z.string())
      .optional()
      .meta({
        description: 'Filter values that no published article has, such as `tag:no-such`.',
        examples: [['tag:no-such']],
      }),
    total: z.int().min(0).optional().meta({ description: 'Number of all items that match. Only with `count=true`.' }),
  })
  .meta({ id: 'Page', description: 'Position of the page in its collection. The `Link` header has the same URLs.' })

export type Page = z.infer<typeof page>

/** The response of `/v1/articles`. */
export const articleList = z
  .object({
    items: z.array(deliveredArticleItem),
    missing: z
      .array(id)
      .optional()
      .meta({ description: 'Only with `ids`: the ids of articles that are not published.' }),
    page,
  })
  .meta({ id: 'ArticleList' })

/** The response of `/v1/articles/{ref}/adjacent`. */
export const adjacentArticles = z
  .object({
    previous: deliveredArticleItem
      .optional()
      .meta({ description: 'The newest of the older articles. Absent if there is none.' }),
    next: deliveredArticleItem
      .optional()
      .meta({ description: 'The oldest of the newer articles. Absent if there is none.' }),
  })
  .meta({ id: 'AdjacentArticles' })

const reason = z
  .object({
    kind: z
      .string()
      .min(1)
      .meta({ description: 'What both articles have.', 'x-extensible-enum': ['tag', 'category', 'author', 'word'] }),
    id: id.optional().meta({ description: 'Id of the term. Absent for a word.' }),
    text: z.string().optional().meta({ description: 'The name of the term, or the word in lower case.' }),
  })
  .meta({
    id: 'RelatedReason',
    examples: [{ kind: 'word', text: 'ferries' }],
    description: 'What two articles have in common.',
  })

const relatedArticle = z
  .object({ article: deliveredArticleItem, why: z.array(reason) })
  .meta({ id: 'RelatedArticle', description: 'An article, and what it has in common with another.' })

export const relatedList = z.object({ items: z.array(relatedArticle), page }).meta({ id: 'RelatedArticleList' })

/** The response of `/v1/articles/{ref}/views`. */
export const articleViews = z
  .object({
    id,
    total: z.int().min(0).meta({ description: 'All views of the article.' }),
    days: z.array(
      z
        .object({ date: day, views: z.int().min(0) })
        .meta({ id: 'DayViews', description: 'The views on one day.', examples: [{ date: '2026-11-22', views: 12 }] }),
    ),
  })
  .meta({ id: 'ArticleViews', description: 'The views of an article.' })

const archivePeriod = z
  .object({
    period: z.string().meta({ description: 'A year, month or day.', examples: ['2026-11'] }),
    count: z.int().min(0).meta({ description: 'Number of articles first published in it.' }),
    url: z.string().min(1).meta({ format: 'uri', description: 'The list of these articles.' }),
  })
  .meta({ id: 'ArchivePeriod' })

export const archiveList = z.object({ items: z.array(archivePeriod), page }).meta({ id: 'ArchivePeriodList' })

export const keyTakeawayList = z.object({ items: z.array(deliveredKeyTakeaway), page }).meta({ id: 'KeyTakeawayList' })

export const sectionList = z.object({ items: z.array(deliveredSection), page }).meta({ id: 'SectionList' })

/** An item of `/v1/key-takeaways`. */
export const publishedTakeaway = z
  .object({ takeaway: deliveredKeyTakeaway, article: deliveredArticleItem })
  .meta({ id: 'PublishedTakeaway', description: 'A key takeaway and the article that it summarises.' })

export const publishedTakeawayList = z
  .object({ items: z.array(publishedTakeaway), page })
  .meta({ id: 'PublishedTakeawayList' })

/** A term, with its articles if the request asks for them. */
export const termPage = deliveredTerm
  .extend({ articles: articleList.optional().meta({ description: 'Only with `include=articles`.' }) })
  .meta({ id: 'TermPage', description: 'A category, tag or author.' })

export const termList = z.object({ items: z.array(deliveredTerm), page }).meta({ id: 'TermList' })
