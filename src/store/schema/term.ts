import { index, integer, primaryKey, sql, sqliteTable, text } from '../rows/database/drizzle.ts'

const kind = () => text({ enum: ['category', 'tag', 'author'] }).notNull()

export const term = sqliteTable(
  'term',
  {
    id: text().primaryKey(),
    kind: kind(),
    slug: text().notNull(),
    name: text().notNull(),
    description: text(),
    /** JSON. */
    image: text(),
    page_url: text(),
    /** Delivered articles that carry it; kept right by triggers on `print_term`. */
    articles: integer().notNull(),
    /** The term that it became part of; that one was never merged itself. */
    merged_into: text(),
    /** 1 once an editor made or changed it; 0 for one that only articles and imports named. */
    edited: integer().notNull().default(0),
    /** Grows by one with every change. */
    version: integer().notNull().default(1),
    /** See `sortKey`. */
    name_key: text().notNull().default(''),
  },
  row => [
    index('term_delivered').on(row.kind, row.slug).where(sql`articles > 0`),
    index('term_delivered_name').on(row.kind, row.name_key, row.slug).where(sql`articles > 0`),
    index('term_merged').on(row.merged_into).where(sql`merged_into IS NOT NULL`),
  ],
)

const ofTerm = () =>
  text()
    .notNull()
    .references(() => term.id, { onDelete: 'cascade' })

/** Every slug that a term has or had. WITHOUT ROWID. */
export const termSlug = sqliteTable('term_slug', { kind: kind(), slug: text().notNull(), term_id: ofTerm() }, row => [
  primaryKey({ columns: [row.kind, row.slug] }),
  index('term_slug_term').on(row.term_id),
])

/** The names by which sources mean a term, folded; those of terms merged into it too. WITHOUT ROWID. */
export const termName = sqliteTable('term_name', { kind: kind(), name: text().notNull(), term_id: ofTerm() }, row => [
  primaryKey({ columns: [row.kind, row.name] }),
  index('term_name_term').on(row.term_id),
])
