import type { Tombstone } from '../article/tombstone.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { Filter, ListQuery } from '../page/query.ts'
import type { PrintLayout } from '../print/layout.ts'
import type { RecordedEpoch } from './epoch-store.ts'

/**
 * What the public sees. Every answer is of one moment. Where this process's epoch is the recorded one, a print of another
 * epoch is made again first; elsewhere prints are answered as they are stored. Lists leave out damaged
 * prints; `find` and `readAt` throw `print-damaged`.
 */
export interface PrintStore {
  /** By slug or id. A former slug answers `moved`, what was delivered once and is no longer answers `gone`. */
  find(ref: string): Promise<Found | undefined>

  /** The article that people read at one of these URLs, spelled as `Site` and `canonicalUrl` spell them; the first leads. */
  readAt(urls: readonly string[]): Promise<Found | undefined>

  /** The article that one of these paths of an old site leads to; the first that leads anywhere. Never one that was not public. */
  findByPath(paths: readonly string[]): Promise<Found | undefined>

  /** One page in the order asked for (also when `backwards`). With `bodies`, the whole prints. */
  list(query: ListQuery, bodies: boolean): Promise<PrintPage>

  /** Those of the ids that are delivered, in the order of `ids`, each once. */
  listByIds(ids: readonly Id[], bodies: boolean): Promise<StoredPrint[]>

  /** How many articles a filter matches. With `preferred` it is counted in parts: a change meanwhile may count in some of them. */
  count(filter: Filter): Promise<number>

  /**
   * Makes again what is of another epoch or waits for a reprint job, for some 10 ms of writing. How many are left is
   * counted now and then, and guessed in between; 0 is never a guess. Where another epoch than this process's is recorded
   * (`other`), nothing is done.
   */
  reprint(at: Instant): Promise<Reprinted>
}

export type Reprinted = {
  /** Prints that were looked at; those whose bytes did not change keep their revision. */
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
  /** `Article` as bytes, views unset; there when asked for. */
  body?: Uint8Array
}

export type PrintPage = {
  prints: StoredPrint[]
  /** Whether more follow behind the last. */
  hasNext: boolean
  /** Whether any stand before the first. */
  hasPrevious: boolean
  /** Ids of the terms that the filter's slugs mean, for cache groups. */
  termIds: { category: Id[]; tag: Id[]; author: Id[] }
  /** Values of the filter that no delivered article has, such as `tag:no-such`, in its order. */
  unknown: string[]
}
