import type { Instant } from '../instant.ts'
import type { Position } from '../query.ts'
import type { Tombstone } from '../tombstone.ts'

/** The whole of what is delivered, as crawlers and subscribers ask for it. */
export interface ArchiveStore {
  /** Months (UTC) in which articles were first published, oldest first. Passes one index row an article. */
  months(): Promise<MonthOfArticles[]>

  /**
   * The place behind `count` articles of those first published between the bounds, oldest first, to start a list from;
   * undefined where there are fewer.
   *
   * @param bounds exclusive
   */
  placeAfter(count: number, bounds: { after: Instant; before: Instant }): Promise<Position | undefined>

  /** The newest tombstones, newest first. */
  tombstones(limit: number): Promise<Tombstone[]>

  /** Languages of delivered articles, by tag. */
  languages(): Promise<string[]>
}

export type MonthOfArticles = {
  /** `YYYY-MM`. */
  month: string
  articles: number
  /** Latest `updatedAt` among them. */
  updatedAt: Instant
}
