import type { Article } from '../article/article.ts'
import type { Id } from '../id.ts'

/** What imports left behind. */
export interface ImportStore {
  /** Articles whose identity begins with a text, with the place they were last read from; by identity, in pages. */
  importedFrom(query: { prefix: string; limit: number; after?: string | undefined }): Promise<ImportedFrom[]>

  /**
   * Articles with links to addresses at which articles stand by now, by id from behind `after`; a few hundred are looked
   * at in one go. `after` is where to go on, undefined at the end.
   */
  linkable(after?: Id | undefined): Promise<{ articleIds: Id[]; after: Id | undefined }>
}

export type ImportedFrom = {
  id: Id
  externalId: string
  title: string
  status: Article['status']
  origin: string
  /** SHA-256 in hex of the raw source. */
  rawHash: string
}
