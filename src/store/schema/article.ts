import { blob, index, integer, primaryKey, sql, sqliteTable, text } from '../rows/database/drizzle.ts'
import { term } from './term.ts'

/** Working copies. Members have the names of their columns, so that a row type is what a statement returns. */
export const article = sqliteTable(
  'article',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    external_id: text().unique(),
    status: text({ enum: ['draft', 'published', 'deleted', 'unpublished', 'expired', 'moved', 'withdrawn'] }).notNull(),
    /** Number of the newest edition, 0 before the first. */
    edition: integer().notNull(),
    published_version: integer(),
    /** Instants are seconds since 1970, so that they sort. */
    first_published_at: integer(),
    translation_group: text(),
    imported_hash: text(),
    imported_version: integer(),
    imported_origin: text(),
    created_at: integer().notNull(),
    modified_at: integer().notNull(),
    slug: text().notNull(),
    title: text().notNull(),
    summary: text(),
    language: text().notNull(),
    direction: text({ enum: ['ltr', 'rtl'] }).notNull(),
    /** JSON, like every column below with the name of a structured member. */
    image: text(),
    canonical_url: text(),
    source: text(),
    rights: text(),
    custom: text().notNull(),
    published_at: integer(),
    published_precision: text({ enum: ['instant', 'day'] }).notNull(),
    updated_at: integer(),
    expires_at: integer(),
    reading_time_minutes: integer(),
    /** Name of the source that it was last imported from. */
    imported_source: text(),
    /** Random, new for every version: part of the entity tag, so that a restored backup repeats no tag. */
    mark: text().notNull(),
    /** Who made this version. Null if its audit entry had been pruned. */
    actor: text(),
    /** The person for whom the actor made it. */
    on_behalf_of: text(),
    /** Number of the audit entry of this version. It increases with every write, so that a list can continue from it. */
    audit_number: integer().notNull(),
  },
  row => [
    index('article_modified').on(row.modified_at, row.id),
    index('article_status').on(row.status, row.modified_at, row.id),
    index('article_created').on(row.created_at, row.id),
    index('article_title').on(sql`title COLLATE NOCASE`, row.id),
    index('article_language').on(row.language),
    index('article_actor').on(row.actor),
    index('article_person').on(row.on_behalf_of).where(sql`on_behalf_of IS NOT NULL`),
    index('article_ahead').on(row.id).where(sql`version IS NOT published_version`),
    index('article_audit_number').on(row.audit_number),
    index('article_translation_group').on(row.translation_group).where(sql`translation_group IS NOT NULL`),
  ],
)

const ofArticle = () =>
  text()
    .notNull()
    .references(() => article.id, { onDelete: 'cascade' })

export const section = sqliteTable(
  'section',
  {
    article_id: ofArticle(),
    position: integer().notNull(),
    id: text().notNull(),
    anchor: text().notNull(),
    parent_anchor: text(),
    heading: text(),
    heading_content: text(),
    level: integer().notNull(),
    /** JSON array, newest first. */
    former_anchors: text().notNull(),
    blocks: text().notNull(),
  },
  row => [primaryKey({ columns: [row.article_id, row.position] })],
)

export const keyTakeaway = sqliteTable(
  'key_takeaway',
  {
    article_id: ofArticle(),
    position: integer().notNull(),
    id: text().notNull(),
    content: text().notNull(),
    origin: text().notNull(),
    section_anchor: text(),
  },
  row => [primaryKey({ columns: [row.article_id, row.position] })],
)

export const footnote = sqliteTable(
  'footnote',
  {
    article_id: ofArticle(),
    position: integer().notNull(),
    anchor: text().notNull(),
    label: text().notNull(),
    blocks: text().notNull(),
  },
  row => [primaryKey({ columns: [row.article_id, row.position] })],
)

/** The last replaced versions of each article. */
export const articleVersion = sqliteTable(
  'article_version',
  {
    article_id: ofArticle(),
    version: integer().notNull(),
    /** Time of the version. */
    at: integer().notNull(),
    actor: text(),
    on_behalf_of: text(),
    slug: text().notNull(),
    title: text().notNull(),
    /** JSON, compressed (raw DEFLATE). Null = the content of the next version. */
    content: blob({ mode: 'buffer' }),
  },
  row => [primaryKey({ columns: [row.article_id, row.version] })],
)

/** The terms of a working copy, in their order within a kind. WITHOUT ROWID. */
export const articleTerm = sqliteTable(
  'article_term',
  {
    article_id: ofArticle(),
    kind: text({ enum: ['category', 'tag', 'author'] }).notNull(),
    position: integer().notNull(),
    term_id: text()
      .notNull()
      .references(() => term.id),
  },
  row => [
    primaryKey({ columns: [row.article_id, row.kind, row.position] }),
    index('article_term_term').on(row.term_id, row.article_id),
  ],
)

/** Scheduled publications and expiries. A due one is executed and removed in one transaction. */
export const schedule = sqliteTable(
  'schedule',
  {
    article_id: ofArticle(),
    kind: text({ enum: ['publish', 'expire'] }).notNull(),
    due_at: integer().notNull(),
    actor: text().notNull(),
    created_at: integer().notNull(),
    /** JSON: details such as a correction note. */
    detail: text(),
    /** The person for whom the actor asked. */
    on_behalf_of: text(),
  },
  row => [primaryKey({ columns: [row.article_id, row.kind] }), index('schedule_due').on(row.due_at)],
)
