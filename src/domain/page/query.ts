import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import { type ViewWindow, viewWindows } from './view.ts'

/** Orders by a date; `-` = newest first. Within a second the order is by id. */
export const dateSorts = ['-publishedAt', 'publishedAt', '-updatedAt', 'updatedAt'] as const

export type DateSort = (typeof dateSorts)[number]

/** Orders of a list of articles. Articles with the same title or number of views are sorted by id. */
export const sorts = [...dateSorts, 'title', '-views'] as const

export type Sort = (typeof sorts)[number]

/** The order of popular articles: most views in a window first. Articles without views in it are not listed. */
export type PopularSort = `-popular:${ViewWindow}`

/** What articles are sorted by, other than dates. */
export type Ranking = 'title' | 'views' | `popular:${ViewWindow}`

/** What a sort is by, unless it is by a date. */
export function rankingOf(sort: Sort | PopularSort): Ranking | undefined {
  return rankings.get(sort)
}

const rankings = new Map<string, Ranking>([
  ['title', 'title'],
  ['-views', 'views'],
  ...viewWindows.map(window => [`-popular:${window}`, `popular:${window}`] as const),
])

/** Members that `include` adds to list items; `body` means all three. */
export const parts = ['keyTakeaways', 'tableOfContents', 'sections'] as const

export type Part = (typeof parts)[number]

/** Renderings that `include` adds to each section; they imply the sections. */
export const renderings = ['html', 'markdown', 'text'] as const

export type Rendering = (typeof renderings)[number]

/** Filters of a list of articles. Several values of one member mean any of them; members are combined with AND. */
export type Filter = {
  /** Current or former slugs, in the spelling of `termSlug`. */
  category?: string[] | undefined
  tag?: string[] | undefined
  author?: string[] | undefined
  /** Canonical language tags; `de` matches `de-AT`, too. */
  language?: string[] | undefined
  /**
   * Instead of `language`: language tags in order of preference. Of articles that are translations of each other, only
   * the one in the most preferred language matches; none if no translation has one of these languages.
   */
  preferred?: string[] | undefined
  /** Exclusive bounds. */
  publishedAfter?: Instant | undefined
  publishedBefore?: Instant | undefined
  /** Slugs of tags: articles with all of them. */
  tagAll?: string[] | undefined
  /** Slugs: articles with none of them. */
  excludeTag?: string[] | undefined
  excludeCategory?: string[] | undefined
  /** Exclusive bounds. */
  updatedAfter?: Instant | undefined
  updatedBefore?: Instant | undefined
  /** Minutes, inclusive. */
  readingTimeMin?: number | undefined
  readingTimeMax?: number | undefined
  /** Only articles with key takeaways, or only those without. */
  hasKeyTakeaways?: boolean | undefined
  hasImage?: boolean | undefined
}

/**
 * A position in a sorted list, between two articles. `at` is an instant in a list by a date, the sort key of the title, or
 * the number of views.
 */
export type Position = { at: string | number; id: Id }

export type ListQuery = {
  filter: Filter
  sort: Sort | PopularSort
  limit: number
  /** Start after this position; with `backwards`, end before it. */
  from?: Position | undefined
  backwards?: boolean | undefined
}
