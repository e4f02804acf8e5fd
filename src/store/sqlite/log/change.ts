import { type Change, changeGroups } from '../../../domain/change.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { instantAt, json, parsed, present, stored } from '../database/value.ts'
import type * as schema from '../schema/change.ts'

type ChangeRow = typeof schema.change.$inferSelect

export type ChangeRows = {
  /**
   * Appends a row and returns its `seq`, which is the revision of the article.
   *
   * @param seq `last() + 1`, if the caller needed it before
   */
  append(change: Omit<Change, 'seq' | 'groups'>, seq?: number): number
  after(seq: number, limit: number): Change[]
  last(): number
  /** The later of a time and the time of the newest row. */
  notBefore(at: Instant): Instant
}

/** The change log. Groups are computed when a row is read. */
export function createChangeRows(connection: Connection): ChangeRows {
  const append = insertInto<Omit<ChangeRow, 'seq'> & { seq: number | null }>(connection, 'change')
  const after = connection.prepare<[number, number], ChangeRow>(
    'SELECT * FROM change WHERE seq > ? ORDER BY seq LIMIT ?',
  )
  // Not max(seq): pruning may have emptied the table.
  const last = connection.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'change'").pluck()

  const newest = connection.prepare<[], number | null>('SELECT max(at) FROM change').pluck()
  const notBefore = (at: Instant) => {
    const floor = newest.get()
    return typeof floor === 'number' && floor > stored(at) ? instantAt(floor) : at
  }

  return {
    append({ at, articleId, reason, before, after, ...rest }, seq) {
      const row = {
        seq: seq ?? null,
        at: stored(notBefore(at)),
        article_id: articleId,
        reason: reason ?? null,
        ...rest,
      }
      return Number(append({ ...row, before: json(before), after: json(after) }).lastInsertRowid)
    },
    after: (seq, limit) => after.all(seq, limit).map(changeOf),
    last: () => last.get() ?? 0,
    notBefore,
  }
}

function changeOf(row: ChangeRow): Change {
  const before = parsed<Change['before']>(row.before)
  const after = parsed<Change['after']>(row.after)
  return {
    seq: row.seq,
    at: instantAt(row.at),
    kind: row.kind,
    articleId: row.article_id,
    edition: row.edition,
    slug: row.slug,
    before,
    after,
    groups: changeGroups(row.article_id, before, after),
    ...present({ reason: row.reason }),
  }
}
