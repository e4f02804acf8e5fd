import type { Section } from '../body/section.ts'
import type { Content } from '../content/content.ts'
import type { Instant } from '../instant.ts'
import type { Decided } from '../store/article-store.ts'
import { type Article, isAhead } from './article.ts'
import type { Edition } from './edition.ts'
import { same } from './edition-diff.ts'
import { demandOpen } from './transition.ts'
import type { ArticleVersion } from './version.ts'

/**
 * Makes what an edition said the working copy. The slug stays as it is, and so does what leads to sections: anchors that
 * they had since become former ones.
 *
 * @throws AppError `transition-refused` for an article that does not come back
 */
export function decideRestore(now: Article, edition: Edition, at: Instant): Decided {
  demandOpen(now)
  const content = restored(now.content, edition.content)
  const isShown = edition.number === now.edition
  if (isShown && !isAhead(now)) return { unchanged: true }
  const article = { ...now, version: now.version + 1, content, modifiedAt: at }
  return { article, audit: { action: 'article.restore', detail: { edition: edition.number } } }
}

/**
 * Makes what an earlier version said the working copy: as `decideRestore`.
 *
 * @throws AppError `transition-refused` for an article that does not come back
 */
export function decideRestoreVersion(
  now: Article,
  { version, content: said }: Pick<ArticleVersion, 'version' | 'content'>,
  at: Instant,
): Decided {
  demandOpen(now)
  const content = restored(now.content, said)
  if (same(content, now.content)) return { unchanged: true }
  const article = { ...now, version: now.version + 1, content, modifiedAt: at }
  return { article, audit: { action: 'article.restore', detail: { version } } }
}

function restored(now: Content, { expiresAt: _, ...said }: Content): Content {
  const { slug, expiresAt } = now
  const sections = keepAnchors(said.sections, now.sections)
  return { ...said, slug, ...(expiresAt !== undefined && { expiresAt }), sections }
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
