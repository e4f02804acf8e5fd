import type { TermStore } from '../../../domain/store/term-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import type { Connection } from '../database/connection.ts'
import { readPage } from '../database/keyset-page.ts'
import { type TermRow, termOf } from './term.ts'

/** Sorts after every slug. */
const lastSlug = '\u{10FFFF}'

/** Categories, tags and authors. */
export function createTermStore(reader: Connection): TermStore {
  const bySlug = reader.prepare<[TermKind, string], TermRow>(
    `SELECT t.* FROM term_slug s JOIN term t ON t.id = s.term_id WHERE s.kind = ? AND s.slug = ? AND t.articles > 0`,
  )
  const byIds = reader.prepare<[string], TermRow>('SELECT * FROM term WHERE id IN (SELECT value FROM json_each(?))')
  const page = (comparison: string, order: string) =>
    reader.prepare<[TermKind, string, number], TermRow>(
      `SELECT * FROM term INDEXED BY term_delivered
       WHERE kind = ? AND articles > 0 AND merged_into IS NULL AND slug ${comparison} ? ORDER BY slug ${order} LIMIT ?`,
    )
  const following = page('>', 'ASC')
  const preceding = page('<', 'DESC')

  return {
    async termsById(ids) {
      return byIds.all(JSON.stringify(ids)).map(termOf)
    },
    async term(kind, slug) {
      const row = bySlug.get(kind, slug)
      if (!row) return undefined
      return row.slug === slug ? { kind: 'term', term: termOf(row) } : { kind: 'moved', slug: row.slug }
    },
    async terms(kind, query) {
      const { rows, ...ends } = readPage(
        query,
        ({ from, backwards, limit }) =>
          (backwards ? preceding : following).all(kind, from ?? (backwards ? lastSlug : ''), limit),
        row => row.slug,
      )
      return { terms: rows.map(termOf), ...ends }
    },
  }
}
