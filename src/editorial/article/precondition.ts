import { type Article, articleEtag, isTagOf } from '../../domain/article/article.ts'
import { AppError } from '../../domain/error.ts'

/** The versions that a request may change: the entity tags in `If-Match`, without quotes; `any` for `*`. */
export type Expected = readonly string[] | 'any'

/** @throws AppError `version-conflict` */
export function demandVersion(current: Article, expected: Expected): void {
  if (expected === 'any' || expected.some(tag => isTagOf(tag, current))) return
  const { version } = current
  const etag = articleEtag(current)
  const detail = `The article is at version ${version}, and its “ETag” is ${etag}. Read it again.`
  throw new AppError('version-conflict', detail, { version, etag })
}

/** @throws AppError `version-conflict` if the article is at an excluded version */
export function demandNone(current: Article, excluded: Expected): void {
  if (excluded !== 'any' && !excluded.some(tag => isTagOf(tag, current))) return
  const { version } = current
  const etag = articleEtag(current)
  const detail = `The article already exists, at version ${version}. Its “ETag” is ${etag}.`
  throw new AppError('version-conflict', detail, { version, etag })
}

export function notFound(by: 'id' | 'external id' = 'id'): AppError {
  return new AppError('article-not-found', `No article has that ${by}.`)
}
