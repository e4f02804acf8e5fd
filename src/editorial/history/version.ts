import { type VersionCopy, versionCopyOf } from '../../domain/article/version.ts'
import { termIds } from '../../domain/content/content.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import type { VersionStore } from '../../domain/store/article/version-store.ts'
import { notFound } from '../article/precondition.ts'
import type { HistoryDeps } from './edition.ts'

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

export function noVersion(number: number): AppError {
  return new AppError('version-not-found', `Version ${number} of the article is not kept.`)
}
