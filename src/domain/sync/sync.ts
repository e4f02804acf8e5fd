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
  /** Rows have no date of publication: they match a filter whatever date it has. */
  publishedFrom?: Instant | undefined
}

/** The part of a change that decides whether a filter matches it. */
export type SyncRow = Pick<Change, 'seq' | 'at' | 'articleId' | 'slug' | 'before' | 'after' | 'groups'>

/** How an article stands now: delivered, gone, or (an erased one) nothing is known of it. */
export type DeliveryState<Copy> = { delivered: Delivered; copy: Copy } | { tombstone: Tombstone } | undefined

/** What a client is told of one article, with the groups of its changes unless it is told of by a walk. */
export type Message<Copy> = ({ article: Copy; bodyUnchanged?: boolean } | { tombstone: Tombstone }) & {
  groups?: readonly string[]
}

/**
 * What becomes of an article that has changed again behind a run of the log: it is told of by the run that has its last
 * row, or by each run, since a stream tells the groups of each.
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
 * The articles that a run of the log has to tell of, each by its last row that concerns the filter, in the order of
 * these rows, with the groups of all of them.
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

/** The groups of the rows that concern a filter, without repetition. */
export function groupsOf(rows: readonly SyncRow[], filter: SyncFilter): string[] {
  return [...new Set(rows.filter(row => concerns(row, filter)).flatMap(row => row.groups))]
}

/**
 * Whether an article matched before or after; or was delivered neither before nor after: then the reason of its end
 * changed, and who had it must hear so.
 */
function concerns({ before, after }: SyncRow, filter: SyncFilter): boolean {
  return (!before.delivered && !after.delivered) || matches(before, filter) || matches(after, filter)
}

/**
 * What a run of the log tells of an article by how it stands now, which may be ahead of the run. `later` = it matches,
 * but by a row behind the run, which will tell of it.
 *
 * Nothing is lost by that: whoever holds an article either holds what it was at the end of the run, or has a row that
 * concerns the filter still before them.
 *
 * @param row its last row in the run that concerns the filter
 * @param run number of its last row, and whether the article waits for rows behind it
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
