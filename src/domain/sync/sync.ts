import { z } from 'zod'
import { type Tombstone, tombstone } from '../article/tombstone.ts'
import type { Change, Delivered } from '../change.ts'
import { syncPageExample } from '../example/sync.ts'
import { type Id, id } from '../id.ts'
import { type Instant, seconds } from '../instant.ts'
import { deliveredArticleItem } from '../print/delivered.ts'
import { language, matchesLanguage } from '../text/language.ts'

export const articleRef = z
  .object({ id, slug: z.string(), revision: z.int().min(1), language })
  .meta({ id: 'ArticleRef', description: 'Identity and revision of an article, to compare with a local copy.' })

export const estimate = z
  .object({ articles: z.int().min(0), bytes: z.int().min(0) })
  .meta({ id: 'SyncEstimate', description: 'Estimated size of the full sync.' })

/** One page of a sync. */
export const syncPage = z
  .object({
    articles: z.array(deliveredArticleItem).meta({ description: 'New or changed articles. Store each under its id.' }),
    refs: z.array(articleRef).optional().meta({ description: 'With `view=ref`, instead of `articles`.' }),
    unavailable: z.array(articleRef).optional().meta({
      description:
        'Articles that cannot be sent, because their stored form is damaged. Keep your copies. A later page has them once they are repaired.',
    }),
    tombstones: z.array(tombstone).meta({ description: 'Articles to delete. Ignore those that you do not have.' }),
    token: z
      .string()
      .min(1)
      .meta({ description: 'Continues the sync. Store it in one transaction with the changes of the page.' }),
    more: z.boolean().meta({ description: 'Whether to request the next page now. False = the copy is up to date.' }),
    unknown: z
      .array(z.string())
      .optional()
      .meta({
        description:
          'On the first page: filter values that no published article has, such as `tag:no-such`. They match nothing yet.',
        examples: [['tag:no-such']],
      }),
    estimate: estimate.optional().meta({ description: 'On the first page only.' }),
  })
  .meta({ id: 'SyncPage', examples: [syncPageExample] })

/** A filter with resolved slugs; an absent member matches everything. */
export type SyncFilter = {
  language?: readonly string[] | undefined
  category?: readonly Id[] | undefined
  tag?: readonly Id[] | undefined
  author?: readonly Id[] | undefined
  /** Rows of the log have no publication date, so this member is ignored for them. */
  publishedFrom?: Instant | undefined
}

/** The part of a change that decides whether a filter matches it. */
export type SyncRow = Pick<Change, 'seq' | 'at' | 'articleId' | 'slug' | 'before' | 'after' | 'groups'>

/** The current state of an article: delivered, deleted, or undefined if it was erased. */
export type DeliveryState<Copy> = { delivered: Delivered; copy: Copy } | { tombstone: Tombstone } | undefined

/** A message about one article. Messages of the change log have the groups of its changes. */
export type Message<Copy> = ({ article: Copy; bodyUnchanged?: boolean } | { tombstone: Tombstone }) & {
  groups?: readonly string[]
}

/**
 * When to send an article that changed again after a range of the log: `later` with the range that has its last row, or
 * `now` with each range, because a stream sends the groups of each.
 */
export type AheadPolicy = 'later' | 'now'

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
 * The last row per article that is relevant for the filter, in the order of these rows, with the groups of all relevant
 * rows of the article.
 */
export function lastRowsFor<Row extends SyncRow>(rows: readonly Row[], filter: SyncFilter): Row[] {
  const last = new Map<Id, Row>()
  for (const row of rows) {
    if (!concerns(row, filter)) continue
    const { articleId, groups } = row
    const earlier = last.get(articleId)
    last.delete(articleId)
    last.set(articleId, earlier ? { ...row, groups: [...new Set([...earlier.groups, ...groups])] } : row)
  }
  return [...last.values()]
}

/** The distinct groups of the rows that are relevant for a filter. */
export function groupsOf(rows: readonly SyncRow[], filter: SyncFilter): string[] {
  return [...new Set(rows.filter(row => concerns(row, filter)).flatMap(row => row.groups))]
}

/**
 * Whether a row is relevant for a filter: the article matched before or after the change. If it was delivered neither
 * before nor after, the reason of its tombstone changed, which clients must learn.
 */
function concerns({ before, after }: SyncRow, filter: SyncFilter): boolean {
  return (!before.delivered && !after.delivered) || matches(before, filter) || matches(after, filter)
}

/**
 * The message about an article for a range of the log, from the current state of the article, which may be newer than the
 * range. `later` = it matches, but a row after the range will report it.
 *
 * Nothing is lost: a client either has the state at the end of the range, or a relevant row is still ahead of it.
 *
 * @param row last relevant row of the article in the range
 * @param range number of its last row, and when to send an article that changed again after it
 */
export function messageFor<Copy extends { articleId: Id; slug: string; revision: number; publishedAt: Instant }>(
  row: SyncRow,
  state: DeliveryState<Copy>,
  filter: SyncFilter,
  { end, ahead = 'later' }: { end: number; ahead?: AheadPolicy | undefined },
): Message<Copy> | 'later' {
  const { at, groups } = row
  if (!state) {
    return { tombstone: { id: row.articleId, slug: row.slug, revision: end, reason: 'deleted', at }, groups }
  }
  if ('tombstone' in state) return { ...state, groups }
  const { copy, delivered } = state
  if (matches(delivered, filter) && isInWindow(copy, filter)) {
    return copy.revision > end && ahead === 'later' ? 'later' : { article: copy, groups }
  }
  const { articleId, slug, revision } = copy
  return { tombstone: { id: articleId, slug, revision, reason: 'left-filter', at }, groups }
}

function isInWindow({ publishedAt }: { publishedAt: Instant }, { publishedFrom }: SyncFilter): boolean {
  return publishedFrom === undefined || seconds(publishedAt) >= seconds(publishedFrom)
}
