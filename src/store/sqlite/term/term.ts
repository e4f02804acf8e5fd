import type { Image } from '../../../domain/body/image.ts'
import type { CountedTerm } from '../../../domain/store/term-store.ts'
import { legible } from '../../../domain/text/legible-text.ts'
import { parsed, present } from '../database/value.ts'
import type { term } from '../schema/term.ts'

export type TermRow = typeof term.$inferSelect

/** A term as the domain knows it. Earlier versions kept control characters that sources had in names. */
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

/** Names that differ in letter case, width or spaces only mean the same term. */
export function foldName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase()
}
