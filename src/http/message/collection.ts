import { z } from 'zod'
import { deliveredKeyTakeaway } from '../../domain/body/key-takeaway.ts'
import { deliveredSection } from '../../domain/body/section.ts'
import { id } from '../../domain/id.ts'
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

export const keyTakeawayList = z.object({ items: z.array(deliveredKeyTakeaway), page }).meta({ id: 'KeyTakeawayList' })

export const sectionList = z.object({ items: z.array(deliveredSection), page }).meta({ id: 'SectionList' })

/** An item of `/v1/key-takeaways`. */
export const publishedTakeaway = z
  .object({ takeaway: deliveredKeyTakeaway, article: deliveredArticleItem })
  .meta({ id: 'PublishedTakeaway', description: 'A key takeaway and the article that it summarises.' })

export const publishedTakeawayList = z
  .object({ items: z.array(publishedTakeaway), page })
  .meta({ id: 'PublishedTakeawayList' })

export const termList = z.object({ items: z.array(deliveredTerm), page }).meta({ id: 'TermList' })
