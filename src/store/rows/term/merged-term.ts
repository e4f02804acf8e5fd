import { type Content, termIds } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import { term } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import { and, isNotNull } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { equals, prepared } from '../database/statement.ts'

/** Replaces merged terms of a content by the terms that they were merged into, without repetition. */
export type TermResolver = (content: Content) => Routine<Content>

/** Editions are never changed, so they keep merged terms. This is applied when they are read. */
export function createTermResolver({ db }: Connection): TermResolver {
  const merged = prepared(
    db
      .select({ into: term.merged_into })
      .from(term)
      .where(and(equals(term.id, 'id'), isNotNull(term.merged_into))),
  )
  return function* (content) {
    const moved = new Map<Id, Id | undefined>()
    for (const id of termIds(content)) moved.set(id, (yield* merged.get({ id }))?.into ?? undefined)
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
