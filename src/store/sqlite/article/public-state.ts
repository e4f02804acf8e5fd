import type { PublicState } from '../../../domain/article/working-copy.ts'
import type { Id } from '../../../domain/id.ts'
import type { Connection } from '../database/connection.ts'

/** Reads the public state of an article. */
export function createPublicStateReader(connection: Connection): (articleId: Id) => PublicState | undefined {
  const read = connection.prepare<[Id], PublicState>(
    'SELECT slug, canonical_url AS canonicalUrl, revision FROM print WHERE article_id = ?',
  )
  return articleId => read.get(articleId)
}
