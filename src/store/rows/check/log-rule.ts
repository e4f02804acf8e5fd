import { change, logReader } from '../../schema/change.ts'
import { print, tombstone } from '../../schema/print.ts'
import { alias, and, eq, gt, gte, inArray, not, notExists, or, sql } from '../database/drizzle.ts'
import { type Database, has, lastChange, type Rule } from './rule.ts'

/** Whether the log lacks an entry that it should have: it was not pruned. */
function isUnlogged(db: Database, of: typeof print | typeof tombstone, kinds: (typeof change.$inferSelect)['kind'][]) {
  const first = alias(change, 'first')
  const oldest = db.select({ seq: sql`min(${first.seq})` }).from(first)
  const isEntry = and(eq(change.seq, of.revision), eq(change.article_id, of.article_id), inArray(change.kind, kinds))
  return or(gt(of.revision, lastChange(db)), and(gte(of.revision, sql`${oldest}`), not(has(db, change.seq, isEntry))))
}

/** The log of changes has no gap, and names every revision and end. */
export const logRules: readonly Rule[] = [
  {
    part: 'log',
    find(db) {
      const [first, previous] = [alias(change, 'first'), alias(change, 'previous')]
      const oldest = db.select({ seq: sql`min(${first.seq})` }).from(first)
      const before = db
        .select({ seq: previous.seq })
        .from(previous)
        .where(eq(previous.seq, sql`${change.seq} - 1`))
      return db
        .select({ subject: sql<number>`${change.seq} - 1` })
        .from(change)
        .where(and(gt(change.seq, sql`${oldest}`), notExists(before)))
    },
    detail: seq => `the entry ${seq} is missing; copies that had not received it need a full sync`,
  },
  {
    part: 'log',
    find: db =>
      db
        .select({ subject: sql<number>`max(${change.seq})` })
        .from(change)
        .having(sql`max(${change.seq}) < ${lastChange(db)}`),
    detail: seq => `the entries after ${seq} are missing; copies that had not received them need a full sync`,
  },
  {
    part: 'log',
    find: db =>
      db
        .select({ subject: tombstone.article_id })
        .from(tombstone)
        .where(isUnlogged(db, tombstone, ['withdrawn', 'moved'])),
    detail: () => 'the log has no entry of its end',
    ofArticle: true,
  },
  {
    part: 'log',
    find: db =>
      db
        .select({ subject: print.article_id })
        .from(print)
        .where(isUnlogged(db, print, ['published', 'reprinted'])),
    detail: () => 'the log has no entry of its revision',
    ofArticle: true,
    repair: 'reprint',
  },
  {
    part: 'log',
    find: db =>
      db
        .select({ subject: logReader.name })
        .from(logReader)
        .where(gt(logReader.cursor, lastChange(db))),
    detail: name => `the reader ${name} is ahead of the log`,
    repair: db => [
      db
        .update(logReader)
        .set({ cursor: lastChange(db) })
        .where(gt(logReader.cursor, lastChange(db))),
    ],
  },
]
