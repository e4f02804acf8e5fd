import { z } from 'zod'
import type { Change, Delivered } from './change.ts'
import { deliveredArticleItem } from './delivered.ts'
import { syncPageExample } from './example/sync.ts'
import { type Id, id } from './id.ts'
import { type Instant, seconds } from './instant.ts'
import { language, matchesLanguage } from './language.ts'
import { type Tombstone, tombstone } from './tombstone.ts'

export const articleRef = z
  .object({ id, slug: z.string(), revision: z.int().min(1), language })
  .meta({ id: 'ArticleRef', description: 'What to compare a copy by.' })

export const estimate = z
  .object({ articles: z.int().min(0), bytes: z.int().min(0) })
  .meta({ id: 'SyncEstimate', description: 'About how much the whole walk brings.' })

/** One page of a sync. */
export const syncPage = z
  .object({
    articles: z.array(deliveredArticleItem).meta({ description: 'New or changed. Keep each under its id.' }),
    refs: z.array(articleRef).optional().meta({ description: 'With `view=ref`, in place of `articles`.' }),
    unavailable: z.array(articleRef).optional().meta({
      description:
        'Articles that cannot be sent, because their stored form is damaged. Keep your copies. They come with a later page once they are repaired.',
    }),
    tombstones: z
      .array(tombstone)
      .meta({ description: 'To be removed. Those of articles you do not have mean nothing.' }),
    token: z.string().min(1).meta({ description: 'Where to go on. Store it together with what the page brought.' }),
    more: z.boolean().meta({ description: 'Whether to go on at once. False = caught up.' }),
    unknown: z
      .array(z.string())
      .optional()
      .meta({
        description:
          'On the first page: values of the filter that no delivered article has, such as `tag:no-such`. They match nothing yet.',
        examples: [['tag:no-such']],
      }),
    estimate: estimate.optional().meta({ description: 'On the first page only.' }),
  })
  .meta({ id: 'SyncPage', examples: [syncPageExample] })

/** A filter whose slugs were looked up; an absent member lets everything through. */
export type SyncFilter = {
  language?: readonly string[] | undefined
  category?: readonly Id[] | undefined
  tag?: readonly Id[] | undefined
  author?: readonly Id[] | undefined
  /** Rows do not tell when an article was published: they concern a filter whatever that is. */
  publishedFrom?: Instant | undefined
}

/** The part of a change that tells whether it concerns a filter. */
export type SyncRow = Pick<Change, 'seq' | 'at' | 'articleId' | 'slug' | 'before' | 'after'>

/** How an article stands now: delivered, gone, or (an erased one) nothing is known of it. */
export type Standing<Copy> = { delivered: Delivered; copy: Copy } | { tombstone: Tombstone } | undefined

/** What a client is told of one article. */
export type Message<Copy> = { article: Copy; bodyUnchanged?: boolean } | { tombstone: Tombstone }

export function matches(
  { delivered, language: tag, categoryId, tagIds, authorIds }: Delivered,
  filter: SyncFilter,
): boolean {
  if (!delivered) return false
  if (filter.language && !filter.language.some(range => tag !== undefined && matchesLanguage(tag, range))) return false
  if (filter.category && !(categoryId !== undefined && filter.category.includes(categoryId))) return false
  if (filter.author && !filter.author.some(wanted => authorIds.includes(wanted))) return false
  return !filter.tag || filter.tag.some(wanted => tagIds.includes(wanted))
}

/**
 * The articles that a run of the log has to tell of, each by its last row that concerns the filter, in the order of
 * these rows. A row concerns it where the article matched on either side; and where it was delivered on neither: then
 * the reason of its end changed, and who had it must hear so.
 */
export function concerned<Row extends SyncRow>(rows: readonly Row[], filter: SyncFilter): Row[] {
  const last = new Map<Id, Row>()
  for (const row of rows) {
    const { before, after, articleId } = row
    const isEnded = !before.delivered && !after.delivered
    if (!isEnded && !matches(before, filter) && !matches(after, filter)) continue
    last.delete(articleId)
    last.set(articleId, row)
  }
  return [...last.values()]
}

/**
 * What a run of the log tells of an article by how it stands now, which may be ahead of the run. `later` = it matches,
 * but by a row behind the run, which will tell of it.
 *
 * Nothing is lost by that: whoever holds an article either holds what it was at the end of the run, or has a row that
 * concerns the filter still before them.
 *
 * @param row its last row in the run that concerns the filter
 * @param end number of the run's last row
 */
export function tell<Copy extends { articleId: Id; slug: string; revision: number; publishedAt: Instant }>(
  row: SyncRow,
  standing: Standing<Copy>,
  filter: SyncFilter,
  end: number,
): Message<Copy> | 'later' {
  if (!standing) {
    const { articleId, slug, at } = row
    return { tombstone: { id: articleId, slug, revision: end, reason: 'deleted', at } }
  }
  if ('tombstone' in standing) return standing
  const { copy, delivered } = standing
  if (matches(delivered, filter) && isInWindow(copy, filter)) return copy.revision > end ? 'later' : { article: copy }
  const { articleId, slug, revision } = copy
  return { tombstone: { id: articleId, slug, revision, reason: 'left-filter', at: row.at } }
}

function isInWindow({ publishedAt }: { publishedAt: Instant }, { publishedFrom }: SyncFilter): boolean {
  return publishedFrom === undefined || seconds(publishedAt) >= seconds(publishedFrom)
}
