import type { Article } from '../../article/article.ts'
import type { Edition } from '../../article/edition.ts'
import type { Id } from '../../id.ts'
import type { Instant } from '../../instant.ts'
import type { Term } from '../../term/term.ts'

/** Reads complete articles for an export. */
export interface ExportStore {
  /** Articles by id after `after`, without deleted and withdrawn ones. Each page is a consistent snapshot. */
  exportPage(query: { limit: number; after?: Id | undefined; since?: Instant | undefined }): Promise<Exported[]>
}

export type Exported = {
  /** The working copy. */
  article: Article
  /** The delivered edition, if any. */
  edition?: Edition | undefined
  /** The current terms of the edition, or of the working copy without one, in its order. */
  terms: Term[]
  formerSlugs: string[]
  paths: string[]
  views: number
}
