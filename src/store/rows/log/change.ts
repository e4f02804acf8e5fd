import { type Change, changeGroups, nothingDelivered } from '../../../domain/change.ts'
import { type Instant, instantAt } from '../../../domain/instant.ts'
import { change as table } from '../../schema/change.ts'
import type { Connection } from '../database/connection.ts'
import { eq, gt, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, insertInto, prepared, sqliteSequence } from '../database/statement.ts'
import { json, parsed, present, stored } from '../database/value.ts'

export type ChangeRows = {
  /** Appends a row and returns its `seq`, which is `last() + 1`, and the revision of the article. */
  append(change: Omit<Change, 'seq' | 'groups'>): Routine<number>
  after(seq: number, limit: number): Routine<Change[]>
  last(): Routine<number>
  /** The later of a time and the time of the newest row. */
  notBefore(at: Instant): Routine<Instant>
}

/** The change log. Groups are computed when a row is read. */
export function createChangeRows(connection: Connection): ChangeRows {
  const { db } = connection
  const append = insertInto(connection, table, { numbered: 'seq' })
  const after = prepared(
    db
      .select()
      .from(table)
      .where(gt(table.seq, bound('seq')))
      .orderBy(table.seq)
      .limit(sql.placeholder('limit')),
  )
  // Not max(seq): pruning may have emptied the table.
  const last = prepared(
    db.select({ seq: sqliteSequence.seq }).from(sqliteSequence).where(eq(sqliteSequence.name, 'change')),
  )
  const newest = prepared(db.select({ at: sql<number | null>`max(${table.at})` }).from(table))
  function* notBefore(at: Instant) {
    const floor = (yield* newest.get())?.at ?? null
    return floor !== null && floor > stored(at) ? instantAt(floor) : at
  }

  return {
    *append({ at, articleId, reason, before, after, ...rest }) {
      const row = {
        at: stored(yield* notBefore(at)),
        article_id: articleId,
        reason: reason ?? null,
        ...rest,
      }
      return (yield* append({ ...row, before: json(before), after: json(after) })).number
    },
    *after(seq, limit) {
      return (yield* after.all({ seq, limit })).map(changeOf)
    },
    *last() {
      return (yield* last.get())?.seq ?? 0
    },
    notBefore,
  }
}

type ChangeRow = typeof table.$inferSelect
type Sides = Pick<Change, 'before' | 'after' | 'groups' | 'isDamaged'>

/** Readers must get past a damaged row, so it is not an error. It may be JSON that lacks members. */
function sidesOf(row: ChangeRow): Sides {
  try {
    const before = parsed<Change['before']>(row.before)
    const after = parsed<Change['after']>(row.after)
    return { before, after, groups: changeGroups(row.article_id, before, after) }
  } catch {
    const before = nothingDelivered
    const after = { ...nothingDelivered, delivered: row.kind === 'published' || row.kind === 'reprinted' }
    return { before, after, groups: changeGroups(row.article_id, before, after), isDamaged: true }
  }
}

function changeOf(row: ChangeRow): Change {
  return {
    seq: row.seq,
    at: instantAt(row.at),
    kind: row.kind,
    articleId: row.article_id,
    edition: row.edition,
    slug: row.slug,
    ...sidesOf(row),
    ...present({ reason: row.reason }),
  }
}
