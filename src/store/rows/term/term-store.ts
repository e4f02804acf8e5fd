import { instantAt } from '../../../domain/instant.ts'
import type { TermStore } from '../../../domain/store/term-store.ts'
import { term, termSlug } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, getTableColumns, gt } from '../database/drizzle.ts'
import { reads } from '../database/port.ts'
import { equals, prepared } from '../database/statement.ts'
import { type TermRow, termOf } from './term.ts'
import { createTermPageReader, latestOf } from './term-page.ts'

/** Categories, tags and authors. */
export function createTermStore(reader: Connection): TermStore {
  const { db } = reader
  const bySlug = prepared(
    db
      .select({ ...getTableColumns(term), latest: latestOf(reader).as('latest') })
      .from(termSlug)
      .innerJoin(term, eq(term.id, termSlug.term_id))
      .where(and(equals(termSlug.kind, 'kind'), equals(termSlug.slug, 'slug'), gt(term.articles, 0))),
  )
  const byIds = prepared(db.select().from(term).where(reader.syntax.isAnyOf(term.id, 'ids')))
  const pageOf = createTermPageReader(reader)

  return reads<TermStore>(reader, {
    *termsById(ids) {
      return (yield* byIds.all({ ids: JSON.stringify(ids) })).map(termOf)
    },
    *term(kind, slug) {
      const row = yield* bySlug.get({ kind, slug })
      if (!row) return undefined
      return row.slug === slug ? { kind: 'term', term: countedTerm(row) } : { kind: 'moved', slug: row.slug }
    },
    *terms(kind, query) {
      const { rows, ...found } = yield* pageOf(kind, query)
      const [first, last] = [rows[0], rows.at(-1)].map(row => row && { at: row.at, slug: row.slug })
      return { terms: rows.map(countedTerm), ...found, ends: first && last && { first, last } }
    },
  })
}

function countedTerm(row: TermRow & { latest: number | null }) {
  return { ...termOf(row), latestPublishedAt: row.latest === null ? undefined : instantAt(row.latest) }
}
