import type { Id } from './id.ts'
import type { PrintUse } from './neighbour.ts'

/** What other prints may show of an article that is, was or becomes delivered. */
export type Shown = { slug: string; title: string; language: string; canonicalUrl: string }

/**
 * The uses that make other prints stale when an article's delivered form changes: its own where it came, left or moved,
 * and its translation group's where it came, left, or is shown there with another slug, title, language or address.
 *
 * @param before undefined = the public did not see it
 * @param after undefined = the public does not see it any more
 */
export function staleUses(
  articleId: Id,
  translationGroup: Id | undefined,
  before: Shown | undefined,
  after: Shown | undefined,
): PrintUse[] {
  const uses: PrintUse[] = []
  if (before?.canonicalUrl !== after?.canonicalUrl) uses.push({ kind: 'article', id: articleId })
  if (translationGroup && differs(before, after)) uses.push({ kind: 'translations', id: translationGroup })
  return uses
}

function differs(before: Shown | undefined, after: Shown | undefined): boolean {
  return (['slug', 'title', 'language', 'canonicalUrl'] as const).some(member => before?.[member] !== after?.[member])
}
