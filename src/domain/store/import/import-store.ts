import type { Article } from '../../article/article.ts'
import type { Id } from '../../id.ts'

/** Queries about imported articles. */
export interface ImportStore {
  /** Articles by external id with a prefix, with the origin of their last import; in pages. */
  importedFrom(query: { prefix: string; limit: number; after?: string | undefined }): Promise<ImportedFrom[]>

  /**
   * Articles with unresolved links that can be resolved now, by id after `after`. One call reads a few hundred articles.
   * Continue with the returned `after`; it is undefined at the end.
   */
  linkable(after?: Id | undefined): Promise<{ articleIds: Id[]; after: Id | undefined }>

  /**
   * The articles of a source that share a key of translations, by key after `after`, without articles that an editor removed
   * from their translations. One call reads a few hundred keys. Continue with the returned `after`; it is undefined at the
   * end.
   */
  translations(source: string, after?: string | undefined): Promise<{ shared: SharedKey[]; after: string | undefined }>
}

/** Articles with a common key of translations, oldest first. */
export type SharedKey = { id: Id; language: string; translationGroup: Id | null }[]

export type ImportedFrom = {
  id: Id
  externalId: string
  title: string
  status: Article['status']
  origin: string
  /** SHA-256 in hex of the raw source. */
  rawHash: string
}
