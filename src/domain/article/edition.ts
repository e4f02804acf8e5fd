import type { Content } from '../content/content.ts'
import type { Correction } from '../content/correction.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'

/** An immutable, numbered, published snapshot of an article. */
export type Edition = {
  articleId: Id
  /** Counts from 1. */
  number: number
  /** When it was published. */
  at: Instant
  /** First publication of the article: stated by the source, else the moment edition 1 was published. */
  publishedAt: Instant
  /** Modification of the content: the source's own for edition 1, else the publish time. */
  updatedAt: Instant
  /** Version of the working copy that it shows. */
  version: number
  content: Content
  /** Who published it; given by the store. Absent if it is not known any more. */
  actor?: string | undefined
  onBehalfOf?: string | undefined
  /** All notes up to this edition, oldest first. */
  corrections: Correction[]
}
