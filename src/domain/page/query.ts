import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'

/** Orders of a list of articles; `-` = newest first. Within a second the order is by id. */
export const sorts = ['-publishedAt', 'publishedAt', '-updatedAt', 'updatedAt'] as const

export type Sort = (typeof sorts)[number]

/** Members that `include` adds to list items; `body` stands for all three. */
export const parts = ['keyTakeaways', 'tableOfContents', 'sections'] as const

export type Part = (typeof parts)[number]

/** Renderings that `include` adds to each section, and with them the sections. */
export const renderings = ['html', 'markdown', 'text'] as const

export type Rendering = (typeof renderings)[number]

/** Which articles a list is of. Several values of one member mean any of them; members narrow each other. */
export type Filter = {
  /** Slugs, present or former, as `termSlug` spells them. */
  category?: string[] | undefined
  tag?: string[] | undefined
  author?: string[] | undefined
  /** Canonical language tags; `de` matches `de-AT`, too. */
  language?: string[] | undefined
  /**
   * Instead of `language`: language tags, the best one first. Of the articles that are translations of each other, only the
   * one in the first of these languages matches; of those in none of them, none.
   */
  preferred?: string[] | undefined
  /** Exclusive bounds. */
  publishedAfter?: Instant | undefined
  publishedBefore?: Instant | undefined
  /** Only articles that have key takeaways. */
  withKeyTakeaways?: boolean | undefined
}

/** A place in a sorted list: between an article and its neighbour. */
export type Position = { at: Instant; id: Id }

export type ListQuery = {
  filter: Filter
  sort: Sort
  limit: number
  /** Start behind this place; with `backwards`, end before it. */
  from?: Position | undefined
  backwards?: boolean | undefined
}
