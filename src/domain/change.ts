import type { EndReason } from './article/tombstone.ts'
import type { Id } from './id.ts'
import { shortId } from './id.ts'
import type { Instant } from './instant.ts'
import { languageRanges } from './text/language.ts'

/**
 * What readers filter by, before or after a change. With `delivered: false` the public does not see the article; its terms
 * and language are then those of its last delivery, since feeds list deletions by them.
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
  /** Strictly increasing in commit order; the revision of the article it is about. */
  seq: number
  at: Instant
  kind: 'published' | 'reprinted' | 'withdrawn' | 'moved'
  articleId: Id
  edition: number
  slug: string
  reason?: EndReason | undefined
  before: Delivered
  after: Delivered
  /** Names of the cached answers it touches: see `articleGroup`, `listGroup` … */
  groups: string[]
}

export const nothingDelivered: Delivered = { delivered: false, tagIds: [], authorIds: [] }

/** Every answer about one article. */
export function articleGroup(id: Id): string {
  return `a:${shortId(id)}`
}

/** Answers that any change may alter: lists without a filter, sitemaps, sync. Each change has this group. */
export const listGroup = 'list'

/** Every answer that a term filters. At most 32 characters. */
export function termGroup(kind: 'category' | 'tag' | 'author', id: Id): string {
  return `${kind}:${shortId(id)}`
}

/** Answers that a language filters, unless a term does so too: see `listGroups`. */
export function languageGroup(tag: string): string {
  return `language:${tag}`.slice(0, 32)
}

/** The groups of a change, without repetition: the article, `list`, and each filter that it matches before or after. */
export function changeGroups(articleId: Id, before: Delivered, after: Delivered): string[] {
  const groups = [articleGroup(articleId), listGroup]
  for (const side of [before, after]) {
    // A list of `de` shows what is in `de-AT`.
    if (side.language) groups.push(...languageRanges(side.language).map(languageGroup))
    if (side.categoryId) groups.push(termGroup('category', side.categoryId))
    groups.push(...side.tagIds.map(id => termGroup('tag', id)), ...side.authorIds.map(id => termGroup('author', id)))
  }
  return [...new Set(groups)]
}
