import type { Id } from './id.ts'
import { shortId } from './id.ts'
import type { Instant } from './instant.ts'
import { languageRanges } from './language.ts'
import type { EndReason } from './tombstone.ts'

/** What readers filter by, as it stood on one side of a change. `delivered: false` = the public did not see it. */
export type Delivered = {
  delivered: boolean
  language?: string | undefined
  categoryId?: Id | undefined
  tagIds: Id[]
  authorIds: Id[]
}

/** One row of the log of what the public sees. */
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

/** Every answer that lists articles. */
export const listGroup = 'list'

/** Every answer that is filtered by a term. At most 32 characters. */
export function termGroup(kind: 'category' | 'tag' | 'author', id: Id): string {
  return `${kind}:${shortId(id)}`
}

/** Every answer that is filtered by a language. */
export function languageGroup(tag: string): string {
  return `language:${tag}`.slice(0, 32)
}

/** The groups of a change, without repetition: the article, lists, and each filter it matches before or after. */
export function changeGroups(articleId: Id, before: Delivered, after: Delivered): string[] {
  const groups = [articleGroup(articleId), listGroup]
  for (const side of [before, after]) {
    if (!side.delivered) continue
    // A list of `de` shows what is in `de-AT`.
    if (side.language) groups.push(...languageRanges(side.language).map(languageGroup))
    if (side.categoryId) groups.push(termGroup('category', side.categoryId))
    groups.push(...side.tagIds.map(id => termGroup('tag', id)), ...side.authorIds.map(id => termGroup('author', id)))
  }
  return [...new Set(groups)]
}
