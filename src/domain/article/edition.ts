import type { Content } from '../content/content.ts'
import type { Correction } from '../content/correction.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'

/** An immutable, numbered, published snapshot of an article. */
export type Edition = {
  articleId: Id
  /** Counts from 1. */
  number: number
  /** Time of publication. */
  at: Instant
  /** First publication of the article: as stated by the source, else the time of edition 1. */
  publishedAt: Instant
  /** Last modification of the content: for edition 1 as stated by the source, else the time of publication. */
  updatedAt: Instant
  /** Version of the working copy that it shows. */
  version: number
  content: Content
  /** The publisher of the edition, set by the store. Absent if unknown. */
  actor?: string | undefined
  onBehalfOf?: string | undefined
  /** All corrections up to this edition, oldest first. */
  corrections: Correction[]
}
