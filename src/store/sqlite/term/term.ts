import type { Image } from '../../../domain/body/image.ts'
import type { CountedTerm } from '../../../domain/store/term-store.ts'
import { legible } from '../../../domain/text/legible-text.ts'
import { parsed, present } from '../database/value.ts'
import type { term } from '../schema/term.ts'

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

/** Names that differ only in letter case, width or white space are the same term. */
export function foldName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase()
}
