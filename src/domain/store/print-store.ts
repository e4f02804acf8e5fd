import type { Tombstone } from '../article/tombstone.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { Filter, ListQuery, Position } from '../page/query.ts'
import type { ViewWindow } from '../page/view.ts'
import type { PrintLayout } from '../print/layout.ts'
import type { RecordedEpoch } from './epoch-store.ts'

/**
 * The delivered articles. Every result is a consistent snapshot. If the epoch of this process is recorded, prints of other
 * epochs are reprinted first; otherwise they are returned as stored. Lists leave out damaged prints; `find` and `readAt`
 * throw `print-damaged`.
 */
export interface PrintStore {
  /** By slug or id. A former slug returns `moved`, an article that is no longer delivered returns `gone`. */
  find(ref: string): Promise<Found | undefined>

  /** The article of the first URL that has one. URLs are spelled as in `Site` and `canonicalUrl`. */
  readAt(urls: readonly string[]): Promise<Found | undefined>

  /** The article of the first path of an old site that has one. Never an article that was not public. */
  findByPath(paths: readonly string[]): Promise<Found | undefined>

  /** One page in the requested order (also if `backwards`), with or without bodies. */
  list(query: ListQuery, bodies: boolean): Promise<PrintPage>

  /** Those of the ids that are delivered, in the order of `ids`, each once. */
  listByIds(ids: readonly Id[], bodies: boolean): Promise<StoredPrint[]>

  /** Number of articles of a filter. With `preferred` it is counted in parts, so it is not a consistent snapshot. */
  count(filter: Filter): Promise<number>

  /** The same of articles with views in a window. It is counted in parts. */
  countPopular(filter: Filter, window: ViewWindow): Promise<number>

  /**
   * Reprints articles of other epochs and of reprint jobs, for about 10 ms of writing. `left` is counted at intervals, and
   * estimated in between; 0 is always exact. Does nothing if another epoch is recorded (`other`).
   */
  reprint(at: Instant): Promise<Reprinted>
}

export type Reprinted = {
  /** Number of processed prints. Prints with unchanged bytes keep their revision. */
  reprinted: number
  left: number
  other?: RecordedEpoch
}

export type Found =
  | { kind: 'print'; print: StoredPrint & { body: Uint8Array } }
  | { kind: 'moved'; slug: string; articleId: Id }
  | { kind: 'gone'; tombstone: Tombstone }

export type StoredPrint = {
  articleId: Id
  slug: string
  /** Where people read it. */
  canonicalUrl: string
  language: string
  revision: number
  /** Random, made when the bytes were written. Empty in a preview. */
  mark: string
  epoch: string
  /** When the print was made. */
  printedAt: Instant
  publishedAt: Instant
  updatedAt: Instant
  views: number
  layout: PrintLayout
  /**
   * A hash of the sections, footnotes, terms, language, dates and address, and the first revision of this delivery since
   * which it did not change. Absent in prints of earlier versions and previews.
   */
  stable?: { hash: string; since: number } | undefined
  /** `ArticleItem` as bytes, views unset. */
  item: Uint8Array
  /** `Article` as bytes, views unset; present if requested. */
  body?: Uint8Array
}

export type PrintPage = {
  prints: StoredPrint[]
  /** Whether articles follow after the last one. */
  hasNext: boolean
  /** Whether there are articles before the first one. */
  hasPrevious: boolean
  /** The positions of the first and the last article; absent on an empty page. */
  ends?: { first: Position; last: Position } | undefined
  /** Ids of the terms of the filter, for cache groups. */
  termIds: { category: Id[]; tag: Id[]; author: Id[] }
  /** Values of the filter that no delivered article has, such as `tag:no-such`, in its order. */
  unknown: string[]
}
