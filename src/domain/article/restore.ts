import type { Section } from '../body/section.ts'
import type { Content } from '../content/content.ts'
import type { Instant } from '../instant.ts'
import type { ArticleDecision } from '../store/article/article-store.ts'
import { type Article, isAhead, withContent } from './article.ts'
import { same } from './compare-editions.ts'
import type { Edition } from './edition.ts'
import { demandOpen } from './transition.ts'
import type { ArticleVersion } from './version.ts'

/**
 * Restores the content of an edition as the working copy. The slug does not change. Anchors that sections had since
 * then become former anchors, so that links to them still work.
 *
 * @throws AppError `transition-refused` for a deleted or withdrawn article
 */
export function decideRestore(current: Article, edition: Edition, at: Instant): ArticleDecision {
  demandOpen(current)
  const content = restored(current.content, edition.content)
  const isShown = edition.number === current.edition
  if (isShown && !isAhead(current)) return { unchanged: true }
  const article = withContent(current, content, at)
  return { article, audit: { action: 'article.restore', detail: { edition: edition.number } } }
}

/**
 * Restores an earlier version as the working copy, as `decideRestore` does.
 *
 * @throws AppError `transition-refused` for a deleted or withdrawn article
 */
export function decideRestoreVersion(
  current: Article,
  { version, content: said }: Pick<ArticleVersion, 'version' | 'content'>,
  at: Instant,
): ArticleDecision {
  demandOpen(current)
  const content = restored(current.content, said)
  if (same(content, current.content)) return { unchanged: true }
  const article = withContent(current, content, at)
  return { article, audit: { action: 'article.restore', detail: { version } } }
}

function restored(current: Content, { expiresAt: _, ...said }: Content): Content {
  const { slug, expiresAt } = current
  const sections = keepAnchors(said.sections, current.sections)
  return { ...said, slug, ...(expiresAt !== undefined && { expiresAt }), sections }
}

/** Sections with all anchors that led to them; each anchor leads to one section. */
function keepAnchors(restored: readonly Section[], current: readonly Section[]): Section[] {
  const present = new Map(current.map(section => [section.id, section]))
  const taken = new Set(restored.map(section => section.anchor))
  return restored.map(section => {
    const since = present.get(section.id)
    const known = [...(since ? [since.anchor, ...since.formerAnchors] : []), ...section.formerAnchors]
    const formerAnchors = [...new Set(known)].filter(anchor => !taken.has(anchor))
    for (const anchor of formerAnchors) taken.add(anchor)
    return { ...section, formerAnchors }
  })
}
