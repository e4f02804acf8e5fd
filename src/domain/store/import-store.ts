import type { Article } from '../article.ts'
import type { Id } from '../id.ts'

/** What imports left behind. */
export interface ImportStore {
  /** Articles whose identity begins with a text, with the place they were last read from; by identity, in pages. */
  importedFrom(query: { prefix: string; limit: number; after?: string | undefined }): Promise<ImportedFrom[]>
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
