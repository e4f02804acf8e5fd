import type { Id } from '../id.ts'
import type { PrintUse } from './neighbour.ts'

/** Members of a delivered article that other prints may show. */
export type Shown = {
  slug: string
  title: string
  language: string
  canonicalUrl: string
  /** Its translation group before the change, if that is not the current one. */
  translationGroup?: Id | undefined
}

/**
 * The uses that make other prints stale when the delivered form of an article changes: the article itself if it
 * appears, disappears or moves; its translation group if it appears, disappears, or changes its slug, title, language
 * or address there.
 *
 * @param before undefined = it was not delivered
 * @param after undefined = it is no longer delivered
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
