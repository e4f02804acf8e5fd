import { type Delivered, nothingDelivered } from '../../../domain/change.ts'
import type { Id } from '../../../domain/id.ts'
import type { TombstoneFilter } from '../../../domain/store/archive-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import type { Connection } from '../database/connection.ts'

/** The terms and language of the last delivery of an article, kept with its tombstone. */
export type TombstoneFilterRows = {
  /** Saves them with the current names: later names of a term may not be public. */
  put(articleId: Id, delivered: Delivered): void
  remove(articleId: Id): void
  /** The terms that are still in use, and the language; empty without a tombstone. */
  of(articleId: Id): Delivered
}

export function createTombstoneFilterRows(connection: Connection): TombstoneFilterRows {
  const terms = connection.prepare<[Id, string]>(
    `INSERT OR IGNORE INTO tombstone_filter (kind, slug, article_id, term_id, name)
     SELECT t.kind, t.slug, ?, t.id, t.name FROM term t WHERE t.id IN
       (SELECT coalesce(m.merged_into, m.id) FROM term m WHERE m.id IN (SELECT value FROM json_each(?)))`,
  )
  const language = connection.prepare<[string, Id]>(
    "INSERT OR IGNORE INTO tombstone_filter (kind, slug, article_id, name) VALUES ('language', ?, ?, '')",
  )
  const remove = connection.prepare<[Id]>('DELETE FROM tombstone_filter WHERE article_id = ?')
  const rows = connection.prepare<[Id], { kind: TermKind | 'language'; slug: string; termId: Id | null }>(
    `SELECT f.kind, f.slug, r.id AS termId FROM tombstone_filter f LEFT JOIN term t ON t.id = f.term_id
     LEFT JOIN term r ON r.id = coalesce(t.merged_into, t.id) AND r.articles > 0 WHERE f.article_id = ? ORDER BY f.slug`,
  )
  return {
    put(articleId, { language: tag, categoryId, tagIds, authorIds }) {
      remove.run(articleId)
      const ids = [...(categoryId === undefined ? [] : [categoryId]), ...tagIds, ...authorIds]
      terms.run(articleId, JSON.stringify(ids))
      if (tag !== undefined) language.run(tag, articleId)
    },
    remove: articleId => void remove.run(articleId),
    of(articleId) {
      const found = rows.all(articleId)
      const ids = (kind: TermKind) => found.flatMap(row => (row.kind === kind ? (row.termId ?? []) : []))
      const [categoryId] = ids('category')
      const tag = found.find(row => row.kind === 'language')?.slug
      return {
        ...nothingDelivered,
        ...(tag !== undefined && { language: tag }),
        ...(categoryId !== undefined && { categoryId }),
        tagIds: ids('tag'),
        authorIds: ids('author'),
      }
    },
  }
}

const byRevision = 'JOIN tombstone t ON t.article_id = f.article_id'

/** Finds tombstones by the terms and language of the last delivery. */
export function createTombstoneFilterReader(reader: Connection) {
  const select = `SELECT DISTINCT f.article_id, t.revision FROM tombstone_filter f ${byRevision}`
  const order = 'ORDER BY t.revision DESC LIMIT @limit'
  const prepare = <Bound extends object>(where: string) =>
    reader.prepare<[Bound & { limit: number }], Id>(`${select} WHERE ${where} ${order}`).pluck()
  const byTerm = prepare<{ id: Id }>('f.term_id IN (SELECT id FROM term WHERE id = @id OR merged_into = @id)')
  const bySlug = prepare<{ kind: TermKind; slug: string }>('f.kind = @kind AND f.slug = @slug')
  const byLanguage = prepare<{ range: string }>(
    "f.kind = 'language' AND (f.slug = @range OR f.slug >= @range || '-' AND f.slug < @range || '.')",
  )
  const term = reader.prepare<[TermKind, string], { id: Id; slug: string; name: string }>(
    `SELECT f.term_id AS id, f.slug, f.name FROM tombstone_filter f ${byRevision}
     WHERE f.kind = ? AND f.slug = ? ORDER BY t.revision DESC LIMIT 1`,
  )
  return {
    ids(of: TombstoneFilter, limit: number): Id[] {
      if ('termId' in of) return byTerm.all({ id: of.termId, limit })
      return 'language' in of ? byLanguage.all({ range: of.language, limit }) : bySlug.all({ ...of, limit })
    },
    term: (kind: TermKind, slug: string) => term.get(kind, slug),
  }
}
