import type { Article } from '../article.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { Position } from '../query.ts'
import type { PublicState } from '../working-copy.ts'

/** Lists of working copies. */
export interface WorkingStore {
  /** One page, last modified first. */
  workingCopies(query: WorkingQuery): Promise<{ articles: ListedArticle[]; hasNext: boolean; hasPrevious: boolean }>
}

export type WorkingQuery = {
  /** Any of them; absent = all but deleted ones. */
  status?: Article['status'][] | undefined
  /** Part of title, summary, slug or external id; letter case does not matter. */
  q?: string | undefined
  externalId?: string | undefined
  /** Slug of the category. */
  category?: string | undefined
  /** Exclusive. */
  updatedAfter?: Instant | undefined
  limit: number
  /** Start behind this place; with `backwards`, end before it. */
  from?: Position | undefined
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
}
