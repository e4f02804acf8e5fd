import { index, integer, primaryKey, sql, sqliteTable, text } from '../rows/database/drizzle.ts'

/**
 * View counts. They are not in `print`: a view changes neither a revision nor a page of that table. The counts of windows are
 * sums of `view_hour` and `view_day`, kept so that a list of popular articles walks an index.
 */
export const viewCount = sqliteTable(
  'view_count',
  {
    article_id: text().primaryKey(),
    views: integer().notNull(),
    views_24h: integer().notNull().default(0),
    views_7d: integer().notNull().default(0),
    views_30d: integer().notNull().default(0),
  },
  row => [
    index('view_count_views').on(row.views, row.article_id),
    index('view_count_24h').on(row.views_24h, row.article_id).where(sql`views_24h > 0`),
    index('view_count_7d').on(row.views_7d, row.article_id).where(sql`views_7d > 0`),
    index('view_count_30d').on(row.views_30d, row.article_id).where(sql`views_30d > 0`),
  ],
)

/** Views by hour, until the hour leaves the window of 24 hours. Its rows are what `views_24h` counts. WITHOUT ROWID. */
export const viewHour = sqliteTable(
  'view_hour',
  {
    article_id: text().notNull(),
    /** Hours since 1970. */
    hour: integer().notNull(),
    views: integer().notNull(),
  },
  row => [primaryKey({ columns: [row.article_id, row.hour] }), index('view_hour_hour').on(row.hour, row.article_id)],
)

/** Views by day. WITHOUT ROWID. */
export const viewDay = sqliteTable(
  'view_day',
  {
    article_id: text().notNull(),
    /** Days since 1970, in the time zone of the site. */
    day: integer().notNull(),
    views: integer().notNull(),
    /** The shortest of these windows whose count in `view_count` has them. The next one has them, too. */
    counted_in: text({ enum: ['7d', '30d', 'none'] }).notNull(),
  },
  row => [
    primaryKey({ columns: [row.article_id, row.day] }),
    index('view_day_window').on(row.counted_in, row.day, row.article_id),
  ],
)
