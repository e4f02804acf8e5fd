import type { ImportedFrom, ImportStore } from '../../domain/store/import-store.ts'
import type { Connection } from './connection.ts'

export function createImportStore(reader: Connection): ImportStore {
  const page = reader.prepare<[string, string, number], ImportedFrom>(
    `SELECT a.id, a.external_id AS externalId, a.title, a.status, a.imported_origin AS origin, s.hash AS rawHash
     FROM article a JOIN raw_source s ON s.article_id = a.id
     WHERE a.external_id > ? AND a.external_id < ? AND a.imported_origin IS NOT NULL ORDER BY a.external_id LIMIT ?`,
  )
  return {
    async importedFrom({ prefix, limit, after = prefix }) {
      return page.all(after, `${prefix}\u{10ffff}`, limit)
    },
  }
}
