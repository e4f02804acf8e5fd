import { keyFault } from '../../../domain/access/key.ts'
import type { Preview } from '../../../domain/access/preview.ts'
import { AppError } from '../../../domain/error.ts'
import type { Id } from '../../../domain/id.ts'
import type { PreviewQuery, PreviewTokenStore } from '../../../domain/store/preview-token-store.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import { instantAt, present, stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import type * as schema from '../schema/access.ts'
import { createAuditRows } from './audit.ts'
import { createKeyRows } from './key.ts'

type PreviewRow = typeof schema.preview.$inferSelect

/** Seconds for which an expired preview is kept, so that it is reported as expired. */
const keptFor = 30 * 86_400

/** Previews by the hashes of their tokens. */
export function createPreviewTokenStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): PreviewTokenStore {
  const byHash = reader.prepare<[string], PreviewRow>('SELECT * FROM preview WHERE token_hash = ?')
  const keys = createKeyRows(reader)
  const keysInWrite = createKeyRows(connection)
  const articleExists = connection.prepare<[Id]>('SELECT 1 FROM article WHERE id = ?').pluck()
  const add = insertInto<PreviewRow>(connection, 'preview')
  const forget = connection.prepare<[number]>('DELETE FROM preview WHERE expires_at < ?')
  const audit = createAuditRows(connection)

  function read({ at, keyId }: PreviewQuery, { from, backwards, limit }: PageRead<Id>): PreviewRow[] {
    const checks = [
      'p.expires_at > @at AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > @at)',
      ...(keyId === undefined ? [] : ['p.key_id = @keyId']),
      ...(from === undefined ? [] : [backwards ? 'p.id > @from' : 'p.id < @from']),
    ]
    const sql = `SELECT p.* FROM preview p JOIN api_key k ON k.id = p.key_id WHERE ${checks.join(' AND ')}
      ORDER BY p.id ${backwards ? 'ASC' : 'DESC'} LIMIT @limit`
    return reader.prepare<[object], PreviewRow>(sql).all({ at: stored(at), keyId, from, limit })
  }

  return {
    async previews(query) {
      const { rows, ...ends } = readPage(
        query,
        page => read(query, page),
        row => row.id,
      )
      return { previews: rows.map(previewOf), ...ends }
    },
    async previewByHash(hash) {
      const row = byHash.get(hash)
      const key = row && keys.byId(row.key_id)
      return row && key && { preview: previewOf(row), key }
    },
    addPreview(preview, hash, write) {
      return writer.write(() => {
        const { id, articleId, keyId } = preview
        const key = keysInWrite.byId(keyId)
        if (!key || keyFault(key, write.at)) throw new AppError('key-required', 'The key has ended.')
        if (articleId !== undefined && articleExists.get(articleId) === undefined) {
          throw new AppError('article-not-found', 'No article has that id.')
        }
        const { expiresAt: end = preview.expiresAt } = key
        const expiresAt = end < preview.expiresAt ? end : preview.expiresAt
        forget.run(stored(write.at) - keptFor)
        add(rowOf({ ...preview, expiresAt }, hash))
        audit.add(write, { action: 'preview.create', articleId, detail: { preview: id, expiresAt } })
        return { ...preview, expiresAt }
      })
    },
    endPreviews({ id, keyId }, write) {
      const checks = [...(id === undefined ? [] : ['id = @id']), ...(keyId === undefined ? [] : ['key_id = @keyId'])]
      const where = checks.length > 0 ? `WHERE ${checks.join(' AND ')}` : ''
      return writer.write(() => {
        const ended = connection
          .prepare<[object], PreviewRow>(`DELETE FROM preview ${where} RETURNING *`)
          .all({ id, keyId })
        for (const row of ended) {
          audit.add(write, {
            action: 'preview.end',
            articleId: row.article_id ?? undefined,
            detail: { preview: row.id },
          })
        }
        return ended.length
      })
    },
  }
}

function previewOf({ id, article_id, key_id, created_at, expires_at }: PreviewRow): Preview {
  const times = { createdAt: instantAt(created_at), expiresAt: instantAt(expires_at) }
  return { id, ...present({ articleId: article_id }), keyId: key_id, ...times }
}

function rowOf({ id, articleId, keyId, createdAt, expiresAt }: Preview, token_hash: string): PreviewRow {
  const times = { created_at: stored(createdAt), expires_at: stored(expiresAt) }
  return { id, token_hash, article_id: articleId ?? null, key_id: keyId, ...times }
}
