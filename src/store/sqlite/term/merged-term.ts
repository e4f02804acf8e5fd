import { type Content, termIds } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import type { Connection } from '../database/connection.ts'

/** Replaces merged terms of a content by the terms that they were merged into, without repetition. */
export type TermResolver = (content: Content) => Content

/** Editions are never changed, so they keep merged terms. This is applied when they are read. */
export function createTermResolver(connection: Connection): TermResolver {
  const into = connection
    .prepare<[Id], Id>('SELECT merged_into FROM term WHERE id = ? AND merged_into IS NOT NULL')
    .pluck()
  return content => {
    const moved = new Map(termIds(content).map(id => [id, into.get(id)] as const))
    if ([...moved.values()].every(id => id === undefined)) return content
    const now = (id: Id) => moved.get(id) ?? id
    return {
      ...content,
      ...(content.categoryId !== undefined && { categoryId: now(content.categoryId) }),
      tagIds: [...new Set(content.tagIds.map(now))],
      authorIds: [...new Set(content.authorIds.map(now))],
    }
  }
}
