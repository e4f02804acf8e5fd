import type { Column, SQL } from 'drizzle-orm'
import type { Image } from '../../../domain/body/image.ts'
import type { Id } from '../../../domain/id.ts'
import type { CountedTerm } from '../../../domain/store/term-store.ts'
import { legible } from '../../../domain/text/legible-text.ts'
import type { term } from '../../schema/term.ts'
import { eq, or, sql } from '../database/drizzle.ts'
import { parsed, present } from '../database/value.ts'

export type TermRow = typeof term.$inferSelect

/** The term of a row. Earlier versions stored control characters of sources in names: they are removed. */
export function termOf(row: TermRow): CountedTerm {
  const { id, kind, slug, articles } = row
  const name = legible(row.name).trim() || slug
  const optional = present({
    description: row.description === null ? null : legible(row.description),
    image: parsed<Image>(row.image),
    pageUrl: row.page_url,
  })
  return { id, kind, slug, name, ...optional, articles }
}

/** The id of a term, or of the term that it was merged into. */
export function currentId(of: { id: Column; merged_into: Column }): SQL<Id> {
  return sql<Id>`coalesce(${of.merged_into}, ${of.id})`
}

/** Whether a term has an id, or was merged into the term that has it. */
export function isInFamily(of: { id: Column; merged_into: Column }, id: Column | SQL): SQL | undefined {
  return or(eq(of.id, id), eq(of.merged_into, id))
}

/** Names that differ only in letter case, width or white space are the same term. */
export function foldName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase()
}
