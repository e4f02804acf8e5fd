import type { Article } from '../../article/article.ts'
import type { ScheduledAction } from '../../article/schedule.ts'
import type { PublicState } from '../../article/working-copy.ts'
import type { Id } from '../../id.ts'
import type { Instant } from '../../instant.ts'

/** Lists of working copies. */
export interface WorkingStore {
  /**
   * One page. What matches is searched in steps, between which other requests are answered; a page may have fewer articles
   * than asked for, or none, although there are more: then `next` is where the search stopped.
   *
   * @throws AppError `cursor-invalid` where `changedAfter` is not of this store's past
   */
  workingCopies(query: WorkingQuery): Promise<WorkingPage>

  /** How many match; undefined if that needs the text of more than 10,000 articles. */
  countWorkingCopies(query: WorkingFilter): Promise<number | undefined>

  /** Position of the newest write to any article. */
  lastWrite(): Promise<WritePosition>
}

export type WorkingPage = {
  articles: ListedArticle[]
  /** Where the next page begins; absent = there is none. */
  next?: WorkingPosition | undefined
  previous?: WorkingPosition | undefined
}

/** Orders of working copies; `-` = newest first, or from Z to A. `scheduledAt` lists only what is scheduled. */
export const workingSorts = [
  '-modifiedAt',
  'modifiedAt',
  '-createdAt',
  'createdAt',
  'title',
  '-title',
  'scheduledAt',
] as const

export type WorkingSort = (typeof workingSorts)[number]

/** Between a working copy and its neighbour in the order of a list. */
export type WorkingPosition = { at: Instant; id: Id } | { title: string; id: Id }

/** A write to an article: number of its audit entry, and a mark of it that a restored store does not repeat. */
export type WritePosition = { number: number; mark: string }

export type WorkingFilter = {
  /** Any of them; absent = all but deleted ones. */
  status?: Article['status'][] | undefined
  /** Part of title, summary, slug, external id or body; letter case does not matter. */
  q?: string | undefined
  externalId?: string | undefined
  /** Has or had this slug. */
  slug?: string | undefined
  /** Slugs, present or former. */
  category?: string | undefined
  tag?: string | undefined
  author?: string | undefined
  /** Language tag; `de` matches `de-AT`, too. */
  language?: string | undefined
  /** Whether editors see something that the public does not. */
  ahead?: boolean | undefined
  /** Whether anything is to happen, or what. */
  scheduled?: boolean | ScheduledAction['kind'] | undefined
  /** Who made the present version. */
  actor?: string | undefined
  onBehalfOf?: string | undefined
  /** Exclusive. */
  updatedAfter?: Instant | undefined
  /** Written after this one. */
  changedAfter?: WritePosition | undefined
}

export type WorkingQuery = WorkingFilter & {
  /** Absent = last modified first. */
  sort?: WorkingSort | undefined
  limit: number
  /** Start behind this place; with `backwards`, end before it. */
  from?: WorkingPosition | undefined
  backwards?: boolean | undefined
}

/** A working copy without its body. */
export type ListedArticle = Omit<Article, 'content' | 'imported'> & {
  slug: string
  title: string
  summary?: string | undefined
  language: string
  category?: { id: Id; name: string } | undefined
  /** What the public sees of it. */
  delivered?: PublicState | undefined
  /** What is to happen. */
  publishAt?: Instant | undefined
  expireAt?: Instant | undefined
}
