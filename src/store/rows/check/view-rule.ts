import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { viewCount, viewDay, viewHour } from '../../schema/view.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, inArray, ne, or, sql } from '../database/drizzle.ts'

type Database = Connection['db']

/** The counts of windows are sums of hours and days. */
export const viewRule = {
  part: 'lists' as const,
  find: (db: Database) => {
    const { hours, week, month } = sums(db)
    return db
      .select({ subject: viewCount.article_id })
      .from(viewCount)
      .where(or(ne(viewCount.views_24h, hours), ne(viewCount.views_7d, week), ne(viewCount.views_30d, month)))
  },
  detail: () => 'its views in a period are not those of the hours and days',
  ofArticle: true as const,
  repair: (db: Database) => {
    const { hours, week, month } = sums(db)
    return [db.update(viewCount).set({ views_24h: hours, views_7d: week, views_30d: month })]
  },
}

function sums(db: Database) {
  const total = (views: SQLiteColumn) => sql<number>`coalesce(sum(${views}), 0)`
  const daysIn = (...windows: (typeof viewDay.$inferSelect)['counted_in'][]) => {
    const isCounted = and(eq(viewDay.article_id, viewCount.article_id), inArray(viewDay.counted_in, windows))
    return sql`${db
      .select({ views: total(viewDay.views) })
      .from(viewDay)
      .where(isCounted)}`
  }
  const hours = sql`${db
    .select({ views: total(viewHour.views) })
    .from(viewHour)
    .where(eq(viewHour.article_id, viewCount.article_id))}`
  return { hours, week: daysIn('7d'), month: daysIn('7d', '30d') }
}
