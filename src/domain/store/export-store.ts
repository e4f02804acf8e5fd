import type { Article } from '../article/article.ts'
import type { Edition } from '../article/edition.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { Term } from '../term/term.ts'

/** Everything that a publication would take along. */
export interface ExportStore {
  /** Articles by id from behind `after`, but those that were deleted or withdrawn. Each page is of one moment. */
  exportPage(query: { limit: number; after?: Id | undefined; since?: Instant | undefined }): Promise<Exported[]>
}

export type Exported = {
  /** The working copy. */
  article: Article
  /** What the public sees; absent where that is nothing. */
  edition?: Edition | undefined
  /** Those that the edition names, else the working copy: as they are now, in its order. */
  terms: Term[]
  formerSlugs: string[]
  paths: string[]
  views: number
}
