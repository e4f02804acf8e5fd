import type { Tombstone } from '../article/tombstone.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { Position } from '../page/query.ts'
import type { TermKind } from '../term/term.ts'

/** The whole of what is delivered, as crawlers and subscribers ask for it. */
export interface ArchiveStore {
  /** Months (UTC) in which articles were first published, oldest first. Passes one index row an article. */
  months(): Promise<MonthOfArticles[]>

  /**
   * The place behind `count` articles of those first published between the bounds, oldest first, to start a list from;
   * undefined where there are fewer.
   *
   * @param bounds exclusive; absent = none
   */
  positionAfter(
    count: number,
    bounds: { after?: Instant | undefined; before?: Instant | undefined },
  ): Promise<Position | undefined>

  /** The newest tombstones, newest first: of all articles, or of those that were delivered last with a term or language. */
  tombstones(limit: number, of?: TombstoneFilter): Promise<Tombstone[]>

  /** The term that had that slug when the last article with it ended, as it was then. */
  tombstoneTerm(kind: TermKind, slug: string): Promise<{ id: Id; slug: string; name: string } | undefined>

  /** Languages of delivered articles, by tag. */
  languages(): Promise<string[]>
}

/** A term by its id, or by the slug that it had then; or a language with what is narrower. */
export type TombstoneFilter = { termId: Id } | { kind: TermKind; slug: string } | { language: string }

export type MonthOfArticles = {
  /** `YYYY-MM`. */
  month: string
  articles: number
  /** Latest `updatedAt` among them. */
  updatedAt: Instant
}
