import { compareEditions } from '../../domain/article/compare-editions.ts'
import type { Edition } from '../../domain/article/edition.ts'
import { comparedOf, type EditionComparison } from '../../domain/article/edition-copy.ts'
import { scheduledExpiry } from '../../domain/article/schedule.ts'
import { type Content, termIds, withExpiry } from '../../domain/content/content.ts'
import type { Id } from '../../domain/id.ts'
import { notFound } from '../article/precondition.ts'
import { editionOf, type HistoryDeps } from './edition.ts'

/**
 * Compares two editions, or an edition with the working copy.
 *
 * @param from undefined = the newest edition
 * @param to undefined = the working copy
 * @throws AppError `article-not-found`, `edition-not-found`
 */
export async function compareStates(
  id: Id,
  from: number | undefined,
  to: number | undefined,
  deps: HistoryDeps,
): Promise<EditionComparison> {
  const current = await deps.store.article(id)
  if (!current) throw notFound()
  const number = from ?? current.edition
  const edition = number === 0 ? undefined : await editionOf(id, number, deps)
  const isDelivered = from === undefined && current.status === 'published'
  const before = edition && (isDelivered ? await deliveredContent(edition, deps) : edition.content)
  const after = to === undefined ? current.content : (await editionOf(id, to, deps)).content
  const known = await deps.store.termsById([...(before ? termIds(before) : []), ...termIds(after)])
  const compared = (content: Content) => comparedOf(content, known)
  const nothing = { members: {}, body: { keyTakeaways: [], sections: [], footnotes: [] } }
  const diff = compareEditions(before ? compared(before) : nothing, compared(after))
  return { fromEdition: number, ...(to !== undefined && { toEdition: to }), ...diff }
}

/** The newest edition as delivered: an expiry may have been scheduled since. */
async function deliveredContent({ articleId, content }: Edition, { store }: HistoryDeps): Promise<Content> {
  return withExpiry(content, scheduledExpiry(await store.scheduled(articleId)))
}
