import { blob, index, integer, sqliteTable, text } from '../rows/database/drizzle.ts'
import { article } from './article.ts'

/** The bytes that an article was last imported from. */
export const rawSource = sqliteTable(
  'raw_source',
  {
    article_id: text()
      .primaryKey()
      .references(() => article.id, { onDelete: 'cascade' }),
    importer: text().notNull(),
    name: text().notNull(),
    media_type: text().notNull(),
    hash: text().notNull(),
    imported_at: integer().notNull(),
    bytes: blob({ mode: 'buffer' }).notNull(),
  },
  row => [index('raw_source_imported').on(row.imported_at, row.article_id)],
)

/** The key that owns an import source: the first one that used its name. */
export const sourceOwner = sqliteTable('source_owner', {
  source: text().primaryKey(),
  /** The first key of those that replaced each other; empty = the operator's command line. */
  key_id: text().notNull(),
})

/**
 * Where an identity was last read from: tells a changed file from an unchanged one without parsing it, and shows one
 * identity in two places, and a missing file.
 */
export const importSource = sqliteTable(
  'import_source',
  {
    external_id: text().primaryKey(),
    article_id: text()
      .notNull()
      .references(() => article.id, { onDelete: 'cascade' }),
    /** Name of the folder or file that was given. */
    source: text().notNull(),
    /** Real path or address. */
    origin: text().notNull(),
    hash: text().notNull(),
    size: integer().notNull(),
    modified_at: integer(),
    seen_at: integer().notNull(),
  },
  row => [
    index('import_source_source').on(row.source, row.seen_at),
    index('import_source_article').on(row.article_id),
    index('import_source_origin').on(row.source, row.origin),
  ],
)
