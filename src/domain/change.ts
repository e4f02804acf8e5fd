import type { EndReason } from './article/tombstone.ts'
import type { Id } from './id.ts'
import { shortId } from './id.ts'
import type { Instant } from './instant.ts'
import { languageRanges } from './text/language.ts'

/**
 * The members that readers filter by, before or after a change. `delivered: false` = not delivered; terms and language
 * are then those of its last delivery, because feeds list deletions by them.
 */
export type Delivered = {
  delivered: boolean
  language?: string | undefined
  categoryId?: Id | undefined
  tagIds: Id[]
  authorIds: Id[]
}

/** One row of the change log. */
export type Change = {
  /** Strictly increasing in commit order; it is the revision of the changed article. */
  seq: number
  at: Instant
  kind: 'published' | 'reprinted' | 'withdrawn' | 'moved'
  articleId: Id
  edition: number
  slug: string
  reason?: EndReason | undefined
  before: Delivered
  after: Delivered
  /** Whether `before` and `after` cannot be read: the change may affect any filter and any response. */
  isDamaged?: boolean | undefined
  /** Groups of the cached responses that the change affects: see `articleGroup`, `listGroup` … */
  groups: string[]
}

export const nothingDelivered: Delivered = { delivered: false, tagIds: [], authorIds: [] }

/** The group of all responses about one article. */
export function articleGroup(id: Id): string {
  return `a:${shortId(id)}`
}

/** The group of responses that any change may affect: lists without a filter, sitemaps, sync. Each change has it. */
export const listGroup = 'list'

/** The group of responses filtered by a term. At most 32 characters. */
export function termGroup(kind: 'category' | 'tag' | 'author', id: Id): string {
  return `${kind}:${shortId(id)}`
}

/** The group of responses filtered by a language, unless they are also filtered by a term: see `listGroups`. */
export function languageGroup(tag: string): string {
  return `language:${tag}`.slice(0, 32)
}

/** The groups of a change, without duplicates: the article, `list`, and each filter that it matches before or after. */
export function changeGroups(articleId: Id, before: Delivered, after: Delivered): string[] {
  const groups = [articleGroup(articleId), listGroup]
  for (const side of [before, after]) {
    // A list of `de` contains articles in `de-AT`.
    if (side.language) groups.push(...languageRanges(side.language).map(languageGroup))
    if (side.categoryId) groups.push(termGroup('category', side.categoryId))
    groups.push(...side.tagIds.map(id => termGroup('tag', id)), ...side.authorIds.map(id => termGroup('author', id)))
  }
  return [...new Set(groups)]
}
