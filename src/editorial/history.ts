import { type Content, termIds, withExpiry, withKnownTerms } from '../domain/content.ts'
import type { Edition } from '../domain/edition.ts'
import { comparedOf, type EditionComparison, type EditionCopy, editionCopyOf } from '../domain/edition-copy.ts'
import { compareEditions } from '../domain/edition-diff.ts'
import { AppError } from '../domain/error.ts'
import type { Id } from '../domain/id.ts'
import { decideRestore } from '../domain/restore.ts'
import { expiryIn } from '../domain/schedule.ts'
import type { EditionPage, EditionStore } from '../domain/store/edition-store.ts'
import { demandUnscheduled } from '../domain/transition.ts'
import {
  type Asked,
  articleAt,
  type EditorialDeps,
  type Expected,
  momentOf,
  notFound,
  type Outcome,
  writeArticle,
} from './article-write.ts'

export type HistoryDeps = EditorialDeps & { store: EditionStore }

/** @throws AppError `article-not-found` */
export async function listEditions(
  id: Id,
  page: Parameters<EditionStore['editions']>[1],
  { store }: HistoryDeps,
): Promise<EditionPage> {
  if (!(await store.article(id))) throw notFound()
  return store.editions(id, page)
}

/** @throws AppError `article-not-found`, `edition-not-found` */
export async function readEdition(id: Id, number: number, deps: HistoryDeps): Promise<EditionCopy> {
  if (!(await deps.store.article(id))) throw notFound()
  const edition = await editionOf(id, number, deps)
  return editionCopyOf(edition, await deps.store.termsById(termIds(edition.content)))
}

/**
 * What differs between two editions, or an edition and the working copy.
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
  const now = await deps.store.article(id)
  if (!now) throw notFound()
  const number = from ?? now.edition
  const edition = number === 0 ? undefined : await editionOf(id, number, deps)
  const isDelivered = from === undefined && now.status === 'published'
  const before = edition && (isDelivered ? await deliveredContent(edition, deps) : edition.content)
  const after = to === undefined ? now.content : (await editionOf(id, to, deps)).content
  const known = await deps.store.termsById([...(before ? termIds(before) : []), ...termIds(after)])
  const compared = (content: Content) => comparedOf(content, known)
  const nothing = { members: {}, body: { keyTakeaways: [], sections: [], footnotes: [] } }
  const diff = compareEditions(before ? compared(before) : nothing, compared(after))
  return { fromEdition: number, ...(to !== undefined && { toEdition: to }), ...diff }
}

/**
 * Makes an edition the working copy. The public sees it once it is published.
 *
 * @throws AppError `article-not-found`, `edition-not-found`, `version-conflict`, `transition-refused`, `article-scheduled`
 */
export async function restoreEdition(
  id: Id,
  expected: Expected,
  number: number,
  mayPublish: boolean,
  asked: Asked,
  deps: HistoryDeps,
): Promise<Outcome> {
  const now = await articleAt(id, expected, deps)
  await editionOf(id, number, deps)
  return writeArticle(
    {
      target: { id, expect: now.version },
      languageAt: '/edition',
      decide(still, around) {
        const edition = around.edition(id, number)
        if (!still || !edition) throw notFound()
        demandUnscheduled(still, around, mayPublish)
        const content = withKnownTerms(edition.content, around.terms(termIds(edition.content)))
        return decideRestore(still, { ...edition, content }, momentOf(deps.clock))
      },
    },
    asked,
    deps,
  )
}

/** What the public sees of the newest edition: an expiry may be scheduled since. */
async function deliveredContent({ articleId, content }: Edition, { store }: HistoryDeps): Promise<Content> {
  return withExpiry(content, expiryIn(await store.scheduled(articleId)))
}

async function editionOf(id: Id, number: number, { store }: HistoryDeps): Promise<Edition> {
  const edition = await store.edition(id, number)
  if (!edition) throw new AppError('edition-not-found', `The article has no edition ${number}.`)
  return edition
}
