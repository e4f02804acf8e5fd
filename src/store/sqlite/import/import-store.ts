import type { Id } from '../../../domain/id.ts'
import type { ImportedFrom, ImportStore } from '../../../domain/store/import-store.ts'
import type { Connection } from '../database/connection.ts'

/** Articles whose links are read in one call, which takes a few milliseconds. */
const linkedAtOnce = 500

/** Articles with unresolved links, and whether one of the links can be resolved now. */
export const linkableSql = `WITH part AS (
    SELECT DISTINCT article_id AS id FROM open_link WHERE article_id > ? ORDER BY article_id LIMIT ${linkedAtOnce}
  ) SELECT id, EXISTS (
    SELECT 1 FROM open_link l JOIN address a ON a.address = l.address
    WHERE l.article_id = part.id AND a.source IN ('', l.source)
  ) AS linkable FROM part ORDER BY id`

export function createImportStore(reader: Connection): ImportStore {
  const page = reader.prepare<[string, string, number], ImportedFrom>(
    `SELECT a.id, a.external_id AS externalId, a.title, a.status, a.imported_origin AS origin, s.hash AS rawHash
     FROM article a JOIN raw_source s ON s.article_id = a.id
     WHERE a.external_id > ? AND a.external_id < ? AND a.imported_origin IS NOT NULL ORDER BY a.external_id LIMIT ?`,
  )
  const linked = reader.prepare<[Id], { id: Id; linkable: number }>(linkableSql)
  return {
    async importedFrom({ prefix, limit, after = prefix }) {
      return page.all(after, `${prefix}\u{10ffff}`, limit)
    },
    async linkable(after = '') {
      const rows = linked.all(after)
      return { articleIds: rows.flatMap(({ id, linkable }) => (linkable ? [id] : [])), after: rows.at(-1)?.id }
    },
  }
}
