import type { Id } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { RawSource } from '../../../domain/store/article-store.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { stored } from '../database/value.ts'
import type { rawSource } from '../schema/article.ts'

type SourceRow = typeof rawSource.$inferSelect

export type SourceRows = {
  read(articleId: Id): RawSource | undefined
  /** Replaces the previous source. */
  keep(articleId: Id, source: RawSource, at: Instant): void
}

/** The source files of imported articles. */
export function createSourceRows(connection: Connection): SourceRows {
  const read = connection.prepare<[Id], SourceRow>('SELECT * FROM raw_source WHERE article_id = ?')
  const keep = insertInto<SourceRow>(connection, 'raw_source', { replaceBy: 'article_id' })

  return {
    read(articleId) {
      const row = read.get(articleId)
      if (!row) return undefined
      const { importer, name, media_type, hash, bytes } = row
      return { importer, name, mediaType: media_type, bytes: new Uint8Array(bytes), hash }
    },
    keep(article_id, { importer, name, mediaType, bytes, hash }, at) {
      const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      keep({ article_id, importer, name, media_type: mediaType, hash, imported_at: stored(at), bytes: view })
    },
  }
}
