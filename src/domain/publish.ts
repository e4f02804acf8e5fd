import { type Article, isAhead } from './article.ts'
import type { Correction } from './correction.ts'
import type { Edition } from './edition.ts'
import type { Instant } from './instant.ts'

/** A note that goes with a publication. */
export type CorrectionNote = Omit<Correction, 'at' | 'edition'>

/**
 * Publishes a working copy: the next edition, and the working copy as it stands afterwards. Undefined where the public
 * already sees it.
 */
export function publish(
  article: Article,
  at: Instant,
  earlier: readonly Correction[] = [],
  note?: CorrectionNote,
): { article: Article; edition: Edition } | undefined {
  if (article.status === 'published' && !isAhead(article) && !note) return undefined
  const number = article.edition + 1
  const version = article.version + 1
  const publishedAt = article.content.publishedAt ?? article.firstPublishedAt ?? at
  const updatedAt = number > 1 ? at : (article.content.updatedAt ?? publishedAt)
  const corrections = note ? [...earlier, { ...note, at, edition: number }] : [...earlier]
  return {
    article: {
      ...article,
      version,
      status: 'published',
      edition: number,
      publishedVersion: version,
      firstPublishedAt: publishedAt,
      modifiedAt: at,
    },
    edition: {
      articleId: article.id,
      number,
      at,
      publishedAt,
      updatedAt,
      version,
      content: article.content,
      corrections,
    },
  }
}
