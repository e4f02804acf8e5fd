import type { Id } from '../../id.ts'
import type { Filter, Position } from '../../page/query.ts'
import type { DeliveryState } from '../../sync/sync.ts'
import type { StoredPrint } from '../print-store.ts'

/** Reads for sync clients. Every result is a consistent snapshot with prints of the current epoch. */
export interface SyncStore {
  /** Delivered articles after `from`, newest publication first. */
  syncWalk(query: { filter: Filter; limit: number; from?: Position | undefined }, extent: Extent): Promise<SyncWalk>

  /** Current delivery state of articles, in the order of `ids`: of all, or of the first ones that fit into `extent`. */
  deliveryStates(ids: readonly Id[], extent: Extent): Promise<DeliveryState<Copy>[]>

  /** The terms that the slugs of a filter mean now. */
  filterTerms(filter: Pick<Filter, 'category' | 'tag' | 'author' | 'language'>): Promise<FilterTerms>
}

/** What to read of each article, and the maximum number of bytes. At least one article is returned. */
export type Extent = { of: 'ref' | 'item' | 'body'; bytes: number }

/** An article as `Extent` requests it: a `StoredPrint` unless refs were requested. */
export type Copy = StoredRef | DamagedCopy | StoredPrint

export type StoredRef = Pick<StoredPrint, 'articleId' | 'slug' | 'language' | 'revision' | 'publishedAt'>

/** An article whose print is damaged: it cannot be sent now, and has another revision once it was repaired. */
export type DamagedCopy = StoredRef & { isDamaged: true }

export type SyncWalk = { copies: Copy[]; hasNext: boolean }

export type FilterTerms = {
  /** Those that the slugs lead to. */
  named: TermIds
  /** Those of them that a delivered article carries: the public knows no others. */
  delivered: TermIds
  /** The same, and those that were merged into them: prints still to be made again, and old changes, name these. */
  matching: TermIds
  /** Values of the filter that no delivered article has, such as `tag:no-such`. */
  unknown: string[]
}

/** Absent if the filter has no condition of that kind. */
export type TermIds = { category?: Id[] | undefined; tag?: Id[] | undefined; author?: Id[] | undefined }
