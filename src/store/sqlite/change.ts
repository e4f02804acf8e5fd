import { type Change, changeGroups } from '../../domain/change.ts'
import type { Connection } from './connection.ts'
import type * as schema from './schema/change.ts'
import { insertInto } from './table.ts'
import { instantAt, json, parsed, present, stored } from './value.ts'

type Row = typeof schema.change.$inferSelect

export type ChangeRows = {
  /** Appends a row and answers its `seq`: the revision of the article that it is about. */
  append(change: Omit<Change, 'seq' | 'groups'>): number
  after(seq: number, limit: number): Change[]
  last(): number
}

/** The change log. Groups follow from a row, so they are computed when it is read. */
export function createChangeRows(connection: Connection): ChangeRows {
  const append = insertInto<Omit<Row, 'seq'> & { seq: null }>(connection, 'change')
  const after = connection.prepare<[number, number], Row>('SELECT * FROM change WHERE seq > ? ORDER BY seq LIMIT ?')
  // Not max(seq): pruning may have emptied the table.
  const last = connection.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'change'").pluck()

  return {
    append({ at, articleId, reason, before, after, ...rest }) {
      const row = { seq: null, at: stored(at), article_id: articleId, reason: reason ?? null, ...rest }
      return Number(append({ ...row, before: json(before), after: json(after) }).lastInsertRowid)
    },
    after: (seq, limit) => after.all(seq, limit).map(changeOf),
    last: () => last.get() ?? 0,
  }
}

function changeOf(row: Row): Change {
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
