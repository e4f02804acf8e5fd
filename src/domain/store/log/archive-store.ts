import type { Tombstone } from '../../article/tombstone.ts'
import type { Id } from '../../id.ts'
import type { Instant } from '../../instant.ts'
import type { Position } from '../../page/query.ts'
import type { TermKind } from '../../term/term.ts'

/** Archive queries for crawlers and feed readers. */
export interface ArchiveStore {
  /** Months (UTC) in which articles were first published, oldest first. Reads one index row per article. */
  months(): Promise<MonthOfArticles[]>

  /**
   * The position after `count` articles of those first published between the bounds, oldest first; undefined if there are
   * fewer. A list can start there.
   *
   * @param bounds exclusive; absent = none
   */
  positionAfter(
    count: number,
    bounds: { after?: Instant | undefined; before?: Instant | undefined },
  ): Promise<Position | undefined>

  /** The newest tombstones, newest first: of all articles, or of those last delivered with a term or language. */
  tombstones(limit: number, of?: TombstoneFilter): Promise<Tombstone[]>

  /** The term with that slug, as it was when the last article with it ended. */
  tombstoneTerm(kind: TermKind, slug: string): Promise<{ id: Id; slug: string; name: string } | undefined>

  /** Languages of delivered articles, by tag. */
  languages(): Promise<string[]>
}

/** A term by its id or by its slug at that time; or a language range. */
export type TombstoneFilter = { termId: Id } | { kind: TermKind; slug: string } | { language: string }

export type MonthOfArticles = {
  /** `YYYY-MM`. */
  month: string
  articles: number
  /** Latest `updatedAt` among them. */
  updatedAt: Instant
}
