import type { EndReason, Tombstone } from '../../../domain/article/tombstone.ts'
import type { Id } from '../../../domain/id.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { instantAt, json, parsed, present, stored } from '../database/value.ts'
import type * as schema from '../schema/print.ts'

type TombstoneRow = typeof schema.tombstone.$inferSelect

export type TombstoneRows = {
  byId(articleId: Id): Tombstone | undefined
  has(articleId: Id): boolean
  put(tombstone: Omit<Tombstone, 'reason'> & { reason: EndReason }): void
  /** Called when the article is delivered again. */
  remove(articleId: Id): void
}

export function createTombstoneRows(connection: Connection): TombstoneRows {
  const byId = connection.prepare<[Id], TombstoneRow>('SELECT * FROM tombstone WHERE article_id = ?')
  const put = insertInto<TombstoneRow>(connection, 'tombstone', { replaceBy: 'article_id' })
  const remove = connection.prepare<[Id]>('DELETE FROM tombstone WHERE article_id = ?')

  return {
    byId(articleId) {
      const row = byId.get(articleId)
      return row && tombstoneOf(row)
    },
    has: articleId => byId.get(articleId) !== undefined,
    put({ id, slug, revision, reason, at, note, movedTo }) {
      const optional = { note: note ?? null, moved_to: json(movedTo) }
      put({ article_id: id, slug, revision, reason, at: stored(at), ...optional })
    },
    remove: articleId => void remove.run(articleId),
  }
}

function tombstoneOf({ article_id, slug, revision, reason, at, note, moved_to }: TombstoneRow): Tombstone {
  const optional = present({ note, movedTo: parsed<NonNullable<Tombstone['movedTo']>>(moved_to) })
  return { id: article_id, slug, revision, reason, at: instantAt(at), ...optional }
}
