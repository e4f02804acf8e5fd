import type { EndReason, Tombstone } from '../../../domain/article/tombstone.ts'
import type { Id } from '../../../domain/id.ts'
import { instantAt } from '../../../domain/instant.ts'
import { tombstone as table } from '../../schema/print.ts'
import type { Connection } from '../database/connection.ts'
import type { Routine } from '../database/routine.ts'
import { equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed, present, stored } from '../database/value.ts'

type TombstoneRow = typeof table.$inferSelect

export type TombstoneRows = {
  byId(articleId: Id): Routine<Tombstone | undefined>
  has(articleId: Id): Routine<boolean>
  put(tombstone: Omit<Tombstone, 'reason'> & { reason: EndReason }): Routine<void>
  /** Called when the article is delivered again. */
  remove(articleId: Id): Routine<void>
}

export function createTombstoneRows(connection: Connection): TombstoneRows {
  const isOf = equals(table.article_id, 'articleId')
  const byId = prepared(connection.db.select().from(table).where(isOf))
  const put = insertInto(connection, table, { conflict: { replaceBy: ['article_id'] } })
  const remove = prepared(connection.db.delete(table).where(isOf))

  return {
    *byId(articleId) {
      const row = yield* byId.get({ articleId })
      return row && tombstoneOf(row)
    },
    *has(articleId) {
      return (yield* byId.get({ articleId })) !== undefined
    },
    *put({ id, slug, revision, reason, at, note, movedTo }) {
      const optional = { note: note ?? null, moved_to: json(movedTo) }
      yield* put({ article_id: id, slug, revision, reason, at: stored(at), ...optional })
    },
    *remove(articleId) {
      yield* remove.run({ articleId })
    },
  }
}

function tombstoneOf({ article_id, slug, revision, reason, at, note, moved_to }: TombstoneRow): Tombstone {
  const optional = present({ note, movedTo: parsed<NonNullable<Tombstone['movedTo']>>(moved_to) })
  return { id: article_id, slug, revision, reason, at: instantAt(at), ...optional }
}
