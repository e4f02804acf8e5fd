import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { ArchiveStore } from '../../../domain/store/archive-store.ts'
import type { Connection } from '../database/connection.ts'
import { instantAt } from '../database/value.ts'
import { createTombstoneRows } from './tombstone.ts'
import { createTombstoneFilterReader } from './tombstone-filter.ts'

/** Revisions increase in the order of commits, and have an index. */
export const newestTombstonesSql = 'SELECT article_id FROM tombstone ORDER BY revision DESC LIMIT ?'

/** The index on `updated_at` holds both dates, so that no table row is read. */
export const monthsSql = `SELECT strftime('%Y-%m', published_at, 'unixepoch') AS month, count(*) AS articles, max(updated_at) AS updated
  FROM print INDEXED BY print_updated GROUP BY month ORDER BY month`

export const positionSql = `SELECT published_at AS at, article_id AS id FROM print
  WHERE published_at > ? AND published_at < ? ORDER BY published_at, article_id LIMIT 1 OFFSET ?`

export function createArchiveStore(reader: Connection): ArchiveStore {
  const rows = createTombstoneRows(reader)
  const filters = createTombstoneFilterReader(reader)
  const newest = reader.prepare<[number], Id>(newestTombstonesSql).pluck()
  const months = reader.prepare<[], { month: string; articles: number; updated: number }>(monthsSql)
  const position = reader.prepare<[number, number, number], { at: number; id: Id }>(positionSql)
  const languages = reader
    .prepare<[], string>('SELECT language FROM print_language WHERE articles > 0 ORDER BY language')
    .pluck()

  return {
    async months() {
      return months.all().map(({ updated, ...month }) => ({ ...month, updatedAt: instantAt(updated) }))
    },
    async positionAfter(count, { after, before }) {
      const row = position.get(
        after === undefined ? Number.MIN_SAFE_INTEGER : seconds(after),
        before === undefined ? Number.MAX_SAFE_INTEGER : seconds(before),
        count - 1,
      )
      return row && { at: instantAt(row.at), id: row.id }
    },
    async tombstones(limit, of) {
      return (of ? filters.ids(of, limit) : newest.all(limit)).flatMap(id => rows.byId(id) ?? [])
    },
    async tombstoneTerm(kind, slug) {
      return filters.term(kind, slug)
    },
    async languages() {
      return languages.all()
    },
  }
}
