import { asBuffer } from '../../domain/buffer.ts'
import { type Clock, now } from '../../domain/instant.ts'
import type { UploadStore } from '../../domain/store/import/upload-store.ts'
import type { Connection } from '../rows/database/connection.ts'
import { and, blob, desc, integer, lte, sql, sqliteTable, text } from '../rows/database/drizzle.ts'
import { reads, writes } from '../rows/database/port.ts'
import { bound, equals, insertInto, prepared } from '../rows/database/statement.ts'
import { stored } from '../rows/database/value.ts'
import type { Writer } from '../rows/database/writer.ts'

/** A table of PostgreSQL only. */
const uploadChunk = sqliteTable('upload_chunk', {
  upload_id: text().notNull(),
  /** Number of bytes before the chunk. */
  position: integer().notNull(),
  created_at: integer().notNull(),
  bytes: blob({ mode: 'buffer' }).notNull(),
})

/** Uploads as rows of chunks. Each chunk is committed, so that the server has it on disk. */
export function createUploadStore(connection: Connection, writer: Writer, clock: Clock): UploadStore {
  const { db } = connection
  const isUpload = equals(uploadChunk.upload_id, 'id')
  // The first chunk may replace an empty one. A chunk that is sent again is the same.
  const put = insertInto(connection, uploadChunk, { conflict: { replaceBy: ['upload_id', 'position'] } })
  const chunk = prepared(
    db
      .select({ position: uploadChunk.position, bytes: uploadChunk.bytes })
      .from(uploadChunk)
      .where(and(isUpload, lte(uploadChunk.position, bound('at'))))
      .orderBy(desc(uploadChunk.position))
      .limit(1),
  )
  const remove = prepared(db.delete(uploadChunk).where(isUpload))
  const all = prepared(
    db
      .select({ id: uploadChunk.upload_id, changedAt: sql<number>`max(${uploadChunk.created_at})` })
      .from(uploadChunk)
      .groupBy(uploadChunk.upload_id),
  )
  return {
    ...writes<Pick<UploadStore, 'writeUpload' | 'removeUpload'>>(writer, {
      *writeUpload(id, at, bytes) {
        yield* put({ upload_id: id, position: at, created_at: stored(now(clock)), bytes: asBuffer(bytes) })
      },
      *removeUpload(id) {
        yield* remove.run({ id })
      },
    }),
    ...reads<Pick<UploadStore, 'readUpload' | 'uploads'>>(connection, {
      *readUpload(id, at) {
        const found = yield* chunk.get({ id, at })
        return found?.bytes.subarray(at - found.position)
      },
      *uploads() {
        return (yield* all.all()).map(({ id, changedAt }) => ({ id, changedAt: changedAt * 1000 }))
      },
    }),
    syncUpload: async () => undefined,
  }
}
