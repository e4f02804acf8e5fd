import { index, integer, primaryKey, sqliteTable, text } from '../rows/database/drizzle.ts'
import { article } from './article.ts'

const ofArticle = () =>
  text()
    .notNull()
    .references(() => article.id, { onDelete: 'cascade' })

/**
 * Every slug that an article has or had. Slugs outlive the article, so that they still return 410. `public` = was delivered:
 * the slug of a draft is reserved, but not public. WITHOUT ROWID.
 */
export const slug = sqliteTable(
  'slug',
  {
    slug: text().primaryKey(),
    article_id: text().notNull(),
    public: integer().notNull(),
  },
  row => [index('slug_article').on(row.article_id)],
)

/** Paths of an old site, with a leading slash. WITHOUT ROWID. */
export const path = sqliteTable(
  'path',
  {
    path: text().primaryKey(),
    article_id: text().notNull(),
  },
  row => [index('path_article').on(row.article_id)],
)

/** Keys of the addresses by which other sources link to an imported article: see `addressKey`. WITHOUT ROWID. */
export const address = sqliteTable(
  'address',
  {
    address: text().notNull(),
    article_id: ofArticle(),
    /** Only for links of articles of this import source; empty = for links of all articles. */
    source: text().notNull().default(''),
  },
  row => [primaryKey({ columns: [row.address, row.article_id] }), index('address_article').on(row.article_id)],
)

/** Keys of the addresses that an imported article links to and that no article has yet. WITHOUT ROWID. */
export const openLink = sqliteTable(
  'open_link',
  {
    article_id: ofArticle(),
    address: text().notNull(),
    /** Import source of the article. */
    source: text().notNull().default(''),
  },
  row => [primaryKey({ columns: [row.article_id, row.address] })],
)
