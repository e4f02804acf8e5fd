import type { Edition } from '../../domain/article/edition.ts'
import { type EditionCopy, editionCopyOf } from '../../domain/article/edition-copy.ts'
import { termIds } from '../../domain/content/content.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import type { EditionPage, EditionStore } from '../../domain/store/article/edition-store.ts'
import type { VersionStore } from '../../domain/store/article/version-store.ts'
import { notFound } from '../article/precondition.ts'
import type { EditorialDeps } from '../article/write.ts'

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

export async function editionOf(id: Id, number: number, { store }: HistoryDeps): Promise<Edition> {
  const edition = await store.edition(id, number)
  if (!edition) throw noEdition(number)
  return edition
}

export function noEdition(number: number): AppError {
  return new AppError('edition-not-found', `The article has no edition ${number}.`)
}
