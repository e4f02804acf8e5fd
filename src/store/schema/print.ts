import { blob, index, integer, primaryKey, sql, sqliteTable, text } from '../rows/database/drizzle.ts'
import { article } from './article.ts'
import { term } from './term.ts'

/** Columns for sorting and filtering lists, and the items. Bodies are in another table, so that lists do not read them. */
export const print = sqliteTable(
  'print',
  {
    article_id: text()
      .primaryKey()
      .references(() => article.id),
    edition: integer().notNull(),
    revision: integer().notNull().unique(),
    epoch: text().notNull(),
    slug: text().notNull().unique(),
    title: text().notNull(),
    canonical_url: text().notNull(),
    language: text().notNull(),
    translation_group: text(),
    printed_at: integer().notNull(),
    published_at: integer().notNull(),
    updated_at: integer().notNull(),
    /** How many. */
    key_takeaways: integer().notNull(),
    /** A `StoredPrint` without bytes and views, as JSON: reading one column costs a quarter of reading eleven. */
    head: text().notNull(),
    item: blob({ mode: 'buffer' }).notNull(),
    /** Minutes. */
    reading_time: integer().notNull().default(0),
    /** 0 or 1. */
    has_image: integer().notNull().default(0),
    /** See `sortKey`. */
    title_key: text().notNull().default(''),
  },
  row => [
    // Each list reads one of these indexes. It has every column that a filter compares, so that no row of the table is read.
    index('print_published').on(row.published_at, row.article_id, row.updated_at, ...compared(row)),
    index('print_updated').on(row.updated_at, row.article_id, row.published_at, ...compared(row)),
    index('print_language_published').on(
      row.language,
      row.published_at,
      row.article_id,
      row.updated_at,
      ...compared(row),
    ),
    index('print_language_updated').on(
      row.language,
      row.updated_at,
      row.article_id,
      row.published_at,
      ...compared(row),
    ),
    index('print_takeaways_published').on(row.published_at, row.article_id).where(sql`key_takeaways > 0`),
    index('print_takeaways_updated').on(row.updated_at, row.article_id, row.published_at).where(sql`key_takeaways > 0`),
    index('print_title').on(
      row.title_key,
      row.article_id,
      row.published_at,
      row.updated_at,
      ...compared(row),
      row.language,
    ),
    // What filters compare, for one article: the row of the table is long.
    index('print_fact').on(row.article_id, row.published_at, row.updated_at, ...compared(row), row.language),
    index('print_canonical_url').on(row.canonical_url),
    index('print_epoch').on(row.epoch),
    index('print_translation_group').on(row.translation_group).where(sql`translation_group IS NOT NULL`),
  ],
)

/** Columns that filters compare with a bound. */
function compared<A, B, C>(row: { reading_time: A; has_image: B; key_takeaways: C }): [A, B, C] {
  return [row.reading_time, row.has_image, row.key_takeaways]
}

const ofPrint = () =>
  text()
    .notNull()
    .references(() => print.article_id, { onDelete: 'cascade' })

export const printBody = sqliteTable('print_body', {
  article_id: text()
    .primaryKey()
    .references(() => print.article_id, { onDelete: 'cascade' }),
  body: blob({ mode: 'buffer' }).notNull(),
})

/** The terms of a print with its sort columns, so that a list of a term walks one index. WITHOUT ROWID. */
export const printTerm = sqliteTable(
  'print_term',
  {
    term_id: text()
      .notNull()
      .references(() => term.id),
    published_at: integer().notNull(),
    article_id: ofPrint(),
    updated_at: integer().notNull(),
    kind: text({ enum: ['category', 'tag', 'author'] }).notNull(),
    reading_time: integer().notNull().default(0),
    has_image: integer().notNull().default(0),
    key_takeaways: integer().notNull().default(0),
  },
  row => [
    primaryKey({ columns: [row.term_id, row.published_at, row.article_id] }),
    index('print_term_updated').on(row.term_id, row.updated_at, row.article_id, row.published_at, ...compared(row)),
    index('print_term_article').on(row.article_id, row.term_id),
  ],
)

/** Terms, articles and groups that a print shows: it is stale when they change. WITHOUT ROWID. */
export const printUse = sqliteTable(
  'print_use',
  {
    kind: text({ enum: ['term', 'article', 'translations'] }).notNull(),
    used_id: text().notNull(),
    article_id: ofPrint(),
  },
  row => [
    primaryKey({ columns: [row.kind, row.used_id, row.article_id] }),
    index('print_use_article').on(row.article_id),
  ],
)

/** Number of delivered articles by language, maintained by triggers on `print`. WITHOUT ROWID. */
export const printLanguage = sqliteTable('print_language', {
  language: text().primaryKey(),
  articles: integer().notNull(),
})

/** Tombstones of articles that are no longer delivered. Never pruned. */
export const tombstone = sqliteTable('tombstone', {
  article_id: text().primaryKey(),
  slug: text().notNull(),
  revision: integer().notNull().unique(),
  reason: text({ enum: ['deleted', 'unpublished', 'expired', 'moved', 'withdrawn'] }).notNull(),
  at: integer().notNull(),
  note: text(),
  /** JSON. */
  moved_to: text(),
})

/** Terms and languages of the last delivery of articles with a tombstone, with their names at that time. WITHOUT ROWID. */
export const tombstoneFilter = sqliteTable(
  'tombstone_filter',
  {
    kind: text({ enum: ['category', 'tag', 'author', 'language'] }).notNull(),
    slug: text().notNull(),
    article_id: text().notNull(),
    term_id: text().references(() => term.id, { onDelete: 'cascade' }),
    name: text().notNull(),
  },
  table => [
    primaryKey({ columns: [table.kind, table.slug, table.article_id] }),
    index('tombstone_filter_term').on(table.term_id, table.article_id),
    index('tombstone_filter_article').on(table.article_id),
  ],
)
