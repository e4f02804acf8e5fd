import { maxTerms } from '../content/draft.ts'
import { AppError } from '../error.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { ArticleDecision } from '../store/article/article-store.ts'
import { type Article, withContent } from './article.ts'
import { demandOpen } from './transition.ts'

export const tagActions = ['add', 'remove'] as const

export type TagAction = (typeof tagActions)[number]

/**
 * Adds a tag to an article after its other tags, or removes it.
 *
 * @throws AppError `transition-refused` for a deleted or withdrawn article
 * @throws AppError `invalid-request` if the article has the maximum number of tags
 */
export function decideTagging(current: Article, tagId: Id, action: TagAction, at: Instant): ArticleDecision {
  demandOpen(current)
  const { tagIds } = current.content
  if (tagIds.includes(tagId) === (action === 'add')) return { unchanged: true }
  if (action === 'add' && tagIds.length >= maxTerms) {
    throw new AppError('invalid-request', `An article has at most ${maxTerms} tags.`)
  }
  const changed = action === 'add' ? [...tagIds, tagId] : tagIds.filter(id => id !== tagId)
  const content = { ...current.content, tagIds: changed }
  const article = withContent(current, content, at)
  return { article, audit: { action: 'article.edit', detail: { changed: ['tagIds'], tagId, tag: action } } }
}
