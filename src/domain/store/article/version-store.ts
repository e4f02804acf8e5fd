import type { ArticleVersion, ListedVersion } from '../../article/version.ts'
import type { Id } from '../../id.ts'

/** The last versions of working copies. They are written with the articles: see `ArticleStore`. */
export interface VersionStore {
  /** One page, newest first; the first entry is the current working copy. */
  articleVersions(
    articleId: Id,
    page: { limit: number; from?: number | undefined; backwards?: boolean | undefined },
  ): Promise<{ versions: ListedVersion[]; hasNext: boolean; hasPrevious: boolean }>

  /** A complete version, or undefined if it is no longer kept. */
  articleVersion(articleId: Id, number: number): Promise<ArticleVersion | undefined>
}
