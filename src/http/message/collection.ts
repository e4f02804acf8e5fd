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
    .meta({ description: `Cursor of the ${where} page, if any.` })
const url = (where: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ format: 'uri', description: `Address of the ${where} page, if any.` })

/** The `page` of every collection. */
export const page = z
  .object({
    limit: z.int().min(1).meta({ description: 'Most items that the page could have.' }),
    next: cursor('next'),
    nextUrl: url('next'),
    previous: cursor('previous'),
    previousUrl: url('previous'),
    unknown: z
      .array(z.string())
      .optional()
      .meta({
        description: 'Values of the filter that no delivered article has, such as `tag:no-such`.',
        examples: [['tag:no-such']],
      }),
    total: z.int().min(0).optional().meta({ description: 'All that match; with `count=true`.' }),
  })
  .meta({ id: 'Page', description: 'Where a page of a collection stands. The links are in `Link` too.' })

export type Page = z.infer<typeof page>

/** What `/v1/articles` answers. */
export const articleList = z
  .object({
    items: z.array(deliveredArticleItem),
    missing: z.array(id).optional().meta({ description: 'With `ids`: those that are not delivered.' }),
    page,
  })
  .meta({ id: 'ArticleList' })

export const keyTakeawayList = z.object({ items: z.array(deliveredKeyTakeaway), page }).meta({ id: 'KeyTakeawayList' })

export const sectionList = z.object({ items: z.array(deliveredSection), page }).meta({ id: 'SectionList' })

/** An item of `/v1/key-takeaways`. */
export const publishedTakeaway = z
  .object({ takeaway: deliveredKeyTakeaway, article: deliveredArticleItem })
  .meta({ id: 'PublishedTakeaway', description: 'A key takeaway with the article that it sums up.' })

export const publishedTakeawayList = z
  .object({ items: z.array(publishedTakeaway), page })
  .meta({ id: 'PublishedTakeawayList' })

export const termList = z.object({ items: z.array(deliveredTerm), page }).meta({ id: 'TermList' })
