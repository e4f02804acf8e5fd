import type { Correction, CorrectionNote } from '../content/correction.ts'
import type { Instant } from '../instant.ts'
import { type Article, isAhead } from './article.ts'
import type { Edition } from './edition.ts'
import type { ScheduleChange } from './schedule.ts'

/** Updates the schedule: the planned publication is removed, and the expiry follows the content. */
export type Published = { article: Article; edition: Edition; schedule: ScheduleChange }

/** Whether an article has expired and must not be delivered. */
export function isExpired({ content }: Pick<Article, 'content'>, at: Instant): boolean {
  return content.expiresAt !== undefined && content.expiresAt <= at
}

/**
 * Publishes a working copy. Returns the next edition and the new working copy; undefined if there is nothing to publish.
 */
export function publish(
  current: Article,
  at: Instant,
  earlier: readonly Correction[] = [],
  note?: CorrectionNote,
): Published | undefined {
  if (current.status === 'published' && !isAhead(current) && !note) return undefined
  const version = current.version + 1
  const imported = current.imported?.version === current.version ? { ...current.imported, version } : current.imported
  return publishAs({ ...current, version, imported }, at, earlier, note)
}

/** Publishes a working copy in the same write that changes it: `next` has its new version already. */
export function publishAs(
  next: Article,
  at: Instant,
  earlier: readonly Correction[] = [],
  note?: CorrectionNote,
): Published {
  const number = next.edition + 1
  const publishedAt = next.content.publishedAt ?? next.firstPublishedAt ?? at
  const updatedAt = number > 1 ? at : (next.content.updatedAt ?? publishedAt)
  const corrections = note ? [...earlier, { ...note, at, edition: number }] : [...earlier]
  return {
    article: {
      ...next,
      status: 'published',
      edition: number,
      publishedVersion: next.version,
      firstPublishedAt: publishedAt,
      modifiedAt: at,
    },
    edition: {
      articleId: next.id,
      number,
      at,
      publishedAt,
      updatedAt,
      version: next.version,
      content: next.content,
      corrections,
    },
    schedule: { publish: null, expire: next.content.expiresAt ? { dueAt: next.content.expiresAt } : null },
  }
}
