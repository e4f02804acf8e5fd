import { path, slug } from '../../schema/address.ts'
import { article } from '../../schema/article.ts'
import { tombstone, tombstoneFilter } from '../../schema/print.ts'
import { viewCount, viewDay, viewHour } from '../../schema/view.ts'
import { and, eq, getTableName, not } from '../database/drizzle.ts'
import { type Database, has, type Rule } from './rule.ts'

/** Rows of a table whose article does not exist. */
function orphans(
  table: typeof viewCount | typeof viewHour | typeof viewDay | typeof slug | typeof path,
  withoutTombstone: boolean,
): Rule {
  const isOrphan = (db: Database) =>
    and(
      not(has(db, article.id, eq(article.id, table.article_id))),
      withoutTombstone ? not(has(db, tombstone.article_id, eq(tombstone.article_id, table.article_id))) : undefined,
    )
  return {
    part: 'orphans',
    find: db => db.selectDistinct({ subject: table.article_id }).from(table).where(isOrphan(db)),
    detail: () => `the table ${getTableName(table)} has rows of an article that does not exist`,
    ofArticle: true,
    repair: db => [db.delete(table).where(isOrphan(db))],
  }
}

const isUnended = (db: Database) =>
  not(has(db, tombstone.article_id, eq(tombstone.article_id, tombstoneFilter.article_id)))

/** No table has rows of an article that does not exist. */
export const orphanRules: readonly Rule[] = [
  orphans(viewCount, false),
  orphans(viewHour, false),
  orphans(viewDay, false),
  orphans(slug, true),
  orphans(path, true),
  {
    part: 'orphans',
    find: db => db.selectDistinct({ subject: tombstoneFilter.article_id }).from(tombstoneFilter).where(isUnended(db)),
    detail: () => 'the table tombstone_filter has rows of an article without a tombstone',
    ofArticle: true,
    repair: db => [db.delete(tombstoneFilter).where(isUnended(db))],
  },
]
