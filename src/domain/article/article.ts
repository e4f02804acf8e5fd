import type { Content } from '../content/content.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { EndReason } from './tombstone.ts'

/** Number of a working copy's state: grows by one with every write. */
export type Version = number

/** The working copy that editors edit. It may have unpublished changes. */
export type Article = {
  id: Id
  version: Version
  /**
   * A random mark that the store gives to each version it writes; absent before. It distinguishes versions with the
   * same number.
   */
  mark?: string | undefined
  /** Identity in its source: `{source}:{path}`, a feed's guid. Unique. */
  externalId?: string | undefined
  content: Content
  /** `published` = it is delivered; any other status = it was never delivered, or the reason why it no longer is. */
  status: 'draft' | 'published' | EndReason
  /** Number of the newest edition, 0 before the first. */
  edition: number
  /** Version that the newest edition shows; a higher `version` = the working copy has unpublished changes. */
  publishedVersion?: Version | undefined
  /** Time of the first publication; absent before. */
  firstPublishedAt?: Instant | undefined
  /** Articles with the same group are translations of each other. */
  translationGroup?: Id | undefined
  /** The import that wrote it last. */
  imported?: Imported | undefined
  createdAt: Instant
  modifiedAt: Instant
  /** The author of this version, set by the store. Absent if unknown. */
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

/** The entity tag in quotes, the form of `ETag` and `If-Match`. */
export function articleEtag(article: Pick<Article, 'version' | 'mark'>): string {
  return `"${articleTag(article)}"`
}

/**
 * Whether an entity tag (without quotes) names the version of an article. `v1` without a mark suffices if no other
 * version can have that number, even after a backup was restored: the first version of an article that was created
 * under a random id.
 */
export function isTagOf(tag: string, article: Article): boolean {
  if (tag === articleTag(article)) return true
  const { version, externalId, imported } = article
  return tag === 'v1' && version === 1 && externalId === undefined && imported === undefined
}

/** What an import records about an article, so that the next import of the same source detects changes. */
export type Imported = {
  /** SHA-256 in hex of the raw source and the options of its import. */
  hash: string
  /** The version that the import wrote; a higher one = editors changed the article since. */
  version: Version
  /** The origin of the source: a real path or URL. */
  origin: string
  /** Name of the source, if known. */
  source?: string | undefined
}

/** Whether editors see something that the public does not. */
export function isAhead(article: Pick<Article, 'version' | 'publishedVersion'>): boolean {
  return article.version !== article.publishedVersion
}
