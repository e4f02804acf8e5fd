import type { Edition } from '../../article/edition.ts'
import type { Correction } from '../../content/correction.ts'
import type { Id } from '../../id.ts'

/** The editions of articles. They are written with the article: see `ArticleDecision`. */
export interface EditionStore {
  /** One page, newest first. */
  editions(
    articleId: Id,
    page: { limit: number; from?: number | undefined; backwards?: boolean | undefined },
  ): Promise<EditionPage>

  /** A complete edition, or undefined. */
  edition(articleId: Id, number: number): Promise<Edition | undefined>
}

/** An edition without its body. */
export type ListedEdition = Omit<Edition, 'content' | 'corrections'> & {
  slug: string
  title: string
  language: string
  /** Its correction note. */
  correction?: Correction | undefined
}

export type EditionPage = { editions: ListedEdition[]; hasNext: boolean; hasPrevious: boolean }
