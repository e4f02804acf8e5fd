import type { Article } from '../domain/article/article.ts'
import type { Edition } from '../domain/article/edition.ts'
import { comparedOf, type EditionComparison, type EditionCopy, editionCopyOf } from '../domain/article/edition-copy.ts'
import { compareEditions } from '../domain/article/edition-diff.ts'
import { decideRestore, decideRestoreVersion } from '../domain/article/restore.ts'
import { expiryIn } from '../domain/article/schedule.ts'
import { demandUnscheduled } from '../domain/article/transition.ts'
import { type VersionCopy, versionCopyOf } from '../domain/article/version.ts'
import { type Content, termIds, withExpiry, withKnownTerms } from '../domain/content/content.ts'
import { AppError } from '../domain/error.ts'
import type { Id } from '../domain/id.ts'
import { now } from '../domain/instant.ts'
import type { ArticleDecision, Lookup } from '../domain/store/article-store.ts'
import type { EditionPage, EditionStore } from '../domain/store/edition-store.ts'
import type { VersionStore } from '../domain/store/version-store.ts'
import {
  type Asked,
  demandVersion,
  type EditorialDeps,
  type Expected,
  notFound,
  type Outcome,
  type PlannedWrite,
  writeArticle,
} from './article-write.ts'

export type HistoryDeps = EditorialDeps & { store: EditionStore & VersionStore }

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

/** @throws AppError `article-not-found` */
export async function listVersions(
  id: Id,
  page: Parameters<VersionStore['articleVersions']>[1],
  { store }: HistoryDeps,
): ReturnType<VersionStore['articleVersions']> {
  const found = await store.articleVersions(id, page)
  if (found.versions.length === 0 && !(await store.article(id))) throw notFound()
  return found
}

/** @throws AppError `article-not-found`, `version-not-found` */
export async function readVersion(id: Id, number: number, { store }: HistoryDeps): Promise<VersionCopy> {
  if (!(await store.article(id))) throw notFound()
  const version = await store.articleVersion(id, number)
  if (!version) throw noVersion(number)
  return versionCopyOf(version, await store.termsById(termIds(version.content)))
}

/** What becomes the working copy again. */
export type Restored = { edition: number } | { version: number }

/**
 * Makes an edition, or an earlier version, the working copy. The public sees it once it is published.
 *
 * @throws AppError `article-not-found`, `edition-not-found`, `version-not-found`, `version-conflict`, `transition-refused`,
 *   `article-scheduled`
 */
export async function restoreArticle(
  id: Id,
  expected: Expected,
  restored: Restored,
  mayPublish: boolean,
  asked: Asked,
  deps: HistoryDeps,
): Promise<Outcome> {
  return writeArticle(planRestore({ id }, expected, restored, mayPublish, deps), asked, deps)
}

/** The write of `restoreArticle`. */
export function planRestore(
  target: { id: Id } | { externalId: string },
  expected: Expected,
  restored: Restored,
  mayPublish: boolean,
  { clock }: Pick<EditorialDeps, 'clock'>,
): PlannedWrite {
  const decide = (current: Article | undefined, lookup: Lookup): ArticleDecision => {
    if (!current) throw notFound('id' in target ? 'id' : 'external id')
    demandVersion(current, expected)
    const known = (content: Content) => withKnownTerms(content, lookup.terms(termIds(content)))
    const at = now(clock)
    if ('version' in restored) {
      const version = lookup.version(current.id, restored.version)
      if (!version) throw noVersion(restored.version)
      demandUnscheduled(current, lookup, mayPublish)
      return decideRestoreVersion(current, { ...version, content: known(version.content) }, at)
    }
    const edition = lookup.edition(current.id, restored.edition)
    if (!edition) throw noEdition(restored.edition)
    demandUnscheduled(current, lookup, mayPublish)
    return decideRestore(current, { ...edition, content: known(edition.content) }, at)
  }
  return { target, languageAt: 'version' in restored ? '/version' : '/edition', decide }
}

/** What the public sees of the newest edition: an expiry may be scheduled since. */
async function deliveredContent({ articleId, content }: Edition, { store }: HistoryDeps): Promise<Content> {
  return withExpiry(content, expiryIn(await store.scheduled(articleId)))
}

async function editionOf(id: Id, number: number, { store }: HistoryDeps): Promise<Edition> {
  const edition = await store.edition(id, number)
  if (!edition) throw noEdition(number)
  return edition
}

function noEdition(number: number): AppError {
  return new AppError('edition-not-found', `The article has no edition ${number}.`)
}

function noVersion(number: number): AppError {
  return new AppError('version-not-found', `Version ${number} of the article is not kept.`)
}
