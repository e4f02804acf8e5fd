import type { Id } from '../id.ts'
import type { PrintUse } from './neighbour.ts'

/** What other prints may show of an article that is, was or becomes delivered. */
export type Shown = {
  slug: string
  title: string
  language: string
  canonicalUrl: string
  /** Its translation group on this side of the change, where that is another one than the article's now. */
  translationGroup?: Id | undefined
}

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
  const isLinkedOtherwise = before?.canonicalUrl !== after?.canonicalUrl || before?.slug !== after?.slug
  if (isLinkedOtherwise) uses.push({ kind: 'article', id: articleId })
  const left = before && (before.translationGroup ?? translationGroup)
  const joined = after && (after.translationGroup ?? translationGroup)
  if (left === joined && !differs(before, after)) return uses
  for (const id of new Set([left, joined])) if (id) uses.push({ kind: 'translations', id })
  return uses
}

function differs(before: Shown | undefined, after: Shown | undefined): boolean {
  return (['slug', 'title', 'language', 'canonicalUrl'] as const).some(member => before?.[member] !== after?.[member])
}
