import { asBuffer } from '../../../domain/buffer.ts'
import type { Id } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { RawSource } from '../../../domain/store/article/article-store.ts'
import { rawSource } from '../../schema/source.ts'
import type { Connection } from '../database/connection.ts'
import type { Routine } from '../database/routine.ts'
import { equals, insertInto, prepared } from '../database/statement.ts'
import { stored } from '../database/value.ts'

export type SourceRows = {
  read(articleId: Id): Routine<RawSource | undefined>
  /** Replaces the previous source. */
  keep(articleId: Id, source: RawSource, at: Instant): Routine<void>
}

/** The source files of imported articles. */
export function createSourceRows(connection: Connection): SourceRows {
  const read = prepared(connection.db.select().from(rawSource).where(equals(rawSource.article_id, 'articleId')))
  const keep = insertInto(connection, rawSource, { conflict: { replaceBy: ['article_id'] } })

  return {
    *read(articleId) {
      const row = yield* read.get({ articleId })
      if (!row) return undefined
      const { importer, name, media_type, hash, bytes } = row
      return { importer, name, mediaType: media_type, bytes: new Uint8Array(bytes), hash }
    },
    *keep(article_id, { importer, name, mediaType, bytes, hash }, at) {
      yield* keep({
        article_id,
        importer,
        name,
        media_type: mediaType,
        hash,
        imported_at: stored(at),
        bytes: asBuffer(bytes),
      })
    },
  }
}
