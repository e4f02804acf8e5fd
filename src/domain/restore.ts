import { type Article, isAhead } from './article.ts'
import type { Content } from './content.ts'
import type { Edition } from './edition.ts'
import type { Instant } from './instant.ts'
import type { Section } from './section.ts'
import type { Decided } from './store/article-store.ts'
import { demandOpen } from './transition.ts'

/**
 * Makes what an edition said the working copy. The slug stays as it is, and so does what leads to sections: anchors that
 * they had since become former ones.
 *
 * @throws AppError `transition-refused` for an article that does not come back
 */
export function decideRestore(now: Article, edition: Edition, at: Instant): Decided {
  demandOpen(now)
  const { slug, expiresAt } = now.content
  const { expiresAt: _, ...said } = edition.content
  const sections = keepAnchors(said.sections, now.content.sections)
  const content: Content = { ...said, slug, ...(expiresAt !== undefined && { expiresAt }), sections }
  const isShown = edition.number === now.edition
  if (isShown && !isAhead(now)) return { unchanged: true }
  const article = { ...now, version: now.version + 1, content, modifiedAt: at }
  return { article, audit: { action: 'article.restore', detail: { edition: edition.number } } }
}

/** Sections with every anchor that led to them, each leading to one only. */
function keepAnchors(restored: readonly Section[], now: readonly Section[]): Section[] {
  const present = new Map(now.map(section => [section.id, section]))
  const taken = new Set(restored.map(section => section.anchor))
  return restored.map(section => {
    const since = present.get(section.id)
    const known = [...(since ? [since.anchor, ...since.formerAnchors] : []), ...section.formerAnchors]
    const formerAnchors = [...new Set(known)].filter(anchor => !taken.has(anchor))
    for (const anchor of formerAnchors) taken.add(anchor)
    return { ...section, formerAnchors }
  })
}
