import type { Content } from '../content/content.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { EndReason } from './tombstone.ts'

/** Number of a working copy's state: grows by one with every write. */
export type Version = number

/** The working copy that editors change. It may have unpublished changes. */
export type Article = {
  id: Id
  version: Version
  /** Random, given by the store to each version that it writes; absent before. Tells versions of one number apart. */
  mark?: string | undefined
  /** Identity in its source: `{source}:{path}`, a feed's guid. Unique. */
  externalId?: string | undefined
  content: Content
  /** `published` = delivered now; otherwise never delivered, or why no longer. */
  status: 'draft' | 'published' | EndReason
  /** Number of the newest edition, 0 before the first. */
  edition: number
  /** Version that the newest edition shows; a higher `version` = the working copy is ahead. */
  publishedVersion?: Version | undefined
  /** First publication, once it happened. */
  firstPublishedAt?: Instant | undefined
  /** Articles of one group are translations of each other. */
  translationGroup?: Id | undefined
  /** The import that last wrote it. */
  imported?: Imported | undefined
  createdAt: Instant
  modifiedAt: Instant
  /** Who made this version; given by the store. Absent if it is not known any more. */
  actor?: string | undefined
  onBehalfOf?: string | undefined
}

/** A new article: a draft without an edition. */
export function newArticle(
  facts: Pick<Article, 'id' | 'content' | 'externalId' | 'translationGroup' | 'imported'>,
  at: Instant,
): Article {
  return { ...facts, version: 1, status: 'draft', edition: 0, createdAt: at, modifiedAt: at }
}

/** The next version of an article, with that content. */
export function withContent(current: Article, content: Content, at: Instant): Article {
  return { ...current, version: current.version + 1, content, modifiedAt: at }
}

/** The entity tag of a version, without quotes. Its mark distinguishes it from a version of the same number in a restored store. */
export function articleTag({ version, mark = '' }: Pick<Article, 'version' | 'mark'>): string {
  return `v${version}.${mark}`
}

/** The same in quotes, as `ETag` and `If-Match` have it. */
export function articleEtag(article: Pick<Article, 'version' | 'mark'>): string {
  return `"${articleTag(article)}"`
}

/**
 * Whether an entity tag (without quotes) names the version of an article. `v1` without a mark is enough for a version that
 * exists only once, also after a backup was restored: the first one of an article that was created under a new random id.
 */
export function isTagOf(tag: string, article: Article): boolean {
  if (tag === articleTag(article)) return true
  const { version, externalId, imported } = article
  return tag === 'v1' && version === 1 && externalId === undefined && imported === undefined
}

/** What an import leaves behind, so that the next one of the same source knows what happened since. */
export type Imported = {
  /** SHA-256 in hex over the raw source and the options it was read with. */
  hash: string
  /** The version it left; a higher one = editors were here. */
  version: Version
  /** The place the source was read from: a real path or URL. */
  origin: string
  /** Name of the source, where that is known. */
  source?: string | undefined
}

/** Whether editors see something that the public does not. */
export function isAhead(article: Pick<Article, 'version' | 'publishedVersion'>): boolean {
  return article.version !== article.publishedVersion
}
