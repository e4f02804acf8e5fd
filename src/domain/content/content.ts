import { z } from 'zod'
import { footnote } from '../body/footnote.ts'
import { keyTakeaway } from '../body/key-takeaway.ts'
import { section } from '../body/section.ts'
import { id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { Term } from '../term/term.ts'
import { direction, language } from '../text/language.ts'
import { dateFacts, headFacts, metadataFacts, precision } from './fact.ts'
import { custom } from './metadata.ts'

/**
 * The complete content of an article, as working copies and editions store it. Terms are stored by id, and so are the
 * articles to which links in the body lead.
 */
export const content = z.object({
  slug: z.string().min(1),
  title: z.string().min(1),
  // The summary.
  ...headFacts,
  language,
  direction,
  categoryId: id.optional(),
  tagIds: z.array(id),
  authorIds: z.array(id),
  // Image, canonical URL, source, rights.
  ...metadataFacts,
  custom,
  // Dates and the reading time.
  ...dateFacts,
  publishedPrecision: precision,
  keyTakeaways: z.array(keyTakeaway),
  sections: z.array(section),
  footnotes: z.array(footnote),
})

export type Content = z.infer<typeof content>

/** The ids of all terms of a content, without duplicates: category, tags, authors. */
export function termIds({ categoryId, tagIds, authorIds }: Content): string[] {
  return [...new Set([...(categoryId ? [categoryId] : []), ...tagIds, ...authorIds])]
}

/** The same content with another expiry, or none. */
export function withExpiry({ expiresAt: _, ...content }: Content, expiresAt: Instant | undefined): Content {
  return expiresAt === undefined ? content : { ...content, expiresAt }
}

/** Removes terms that no longer exist; old editions may still name them. */
export function withKnownTerms(content: Content, existing: readonly Pick<Term, 'id'>[]): Content {
  const known = new Set(existing.map(term => term.id))
  if (termIds(content).every(id => known.has(id))) return content
  const { categoryId, ...others } = content
  return {
    ...others,
    ...(categoryId !== undefined && known.has(categoryId) && { categoryId }),
    tagIds: content.tagIds.filter(id => known.has(id)),
    authorIds: content.authorIds.filter(id => known.has(id)),
  }
}
