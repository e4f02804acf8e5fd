import type { Content } from './content.ts'
import type { Id } from './id.ts'
import type { Instant } from './instant.ts'
import type { EndReason } from './tombstone.ts'

/** Number of a working copy's state: grows by one with every write. */
export type Version = number

/** The working copy: what editors change. May be ahead of what the public sees. */
export type Article = {
  id: Id
  version: Version
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
  /** The import that last wrote it: SHA-256 of the raw source in hex, and the version it left. */
  imported?: { hash: string; version: Version } | undefined
  createdAt: Instant
  modifiedAt: Instant
}

/** Whether editors see something that the public does not. */
export function isAhead(article: Article): boolean {
  return article.version !== article.publishedVersion
}
