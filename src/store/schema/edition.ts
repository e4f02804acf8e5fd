import { integer, primaryKey, sqliteTable, text, unique } from '../rows/database/drizzle.ts'
import { article } from './article.ts'

const ofArticle = () =>
  text()
    .notNull()
    .references(() => article.id, { onDelete: 'cascade' })

export const edition = sqliteTable(
  'edition',
  {
    article_id: ofArticle(),
    number: integer().notNull(),
    at: integer().notNull(),
    published_at: integer().notNull(),
    updated_at: integer().notNull(),
    version: integer().notNull(),
    /** JSON, whole: an edition is never changed, only read as one. */
    content: text().notNull(),
    /** Who published it. Null where the audit does not tell any more. */
    actor: text(),
    on_behalf_of: text(),
  },
  row => [primaryKey({ columns: [row.article_id, row.number] })],
)

/** Notes on what was changed; an edition carries those of its number and below. */
export const correction = sqliteTable(
  'correction',
  {
    article_id: ofArticle(),
    position: integer().notNull(),
    id: text().notNull(),
    edition: integer().notNull(),
    at: integer().notNull(),
    kind: text().notNull(),
    note: text().notNull(),
    /** JSON array. */
    section_anchors: text().notNull(),
  },
  row => [primaryKey({ columns: [row.article_id, row.position] }), unique('correction_id').on(row.article_id, row.id)],
)
