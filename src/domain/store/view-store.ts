import type { Tombstone } from '../article/tombstone.ts'
import type { Id } from '../id.ts'
import type { ViewTime } from '../page/view.ts'
import type { IdempotentRequest, StoredResponse } from './access/idempotency-store.ts'
import type { Requester, Write } from './write.ts'

/** What a slug or id names: a published article, or one that is no longer published. */
export type ViewedArticle = { kind: 'article'; id: Id } | { kind: 'gone'; tombstone: Tombstone }

/** Views of an article on one day, in days since 1970. */
export type DayViews = { day: number; views: number }

/** Counts of views. They are not part of an article: they change neither its revision nor the change log. */
export interface ViewStore {
  /** The article that a current or former slug or an id names. Reads less than `find`. */
  viewedArticle(ref: string): Promise<ViewedArticle | undefined>

  /** Adds views of articles, in one transaction. Articles that were erased meanwhile are left out. */
  addViews(views: ReadonlyMap<Id, number>, time: ViewTime): Promise<void>

  /** All views of an article, and those of each day with views between two days, both inclusive, newest day first. */
  articleViews(id: Id, days: { first: number; last: number }): Promise<{ total: number; days: DayViews[] }>

  /**
   * Sets the views of articles on days, in one transaction with an audit entry. The totals change by the difference.
   *
   * @param today days since 1970
   * @param answer the response of the request to how many days changed, stored under the idempotency key of the write
   * @returns how many of them changed
   */
  setDayViews(
    rows: readonly ({ id: Id } & DayViews)[],
    today: number,
    write: Requester & Pick<Write, 'at'> & { idempotency?: IdempotentRequest | undefined },
    answer?: (changed: number) => StoredResponse,
  ): Promise<number>

  /** Removes some hours and days that left their window from the counts of the windows. True = there may be more. */
  expireViews(time: ViewTime): Promise<boolean>
}
