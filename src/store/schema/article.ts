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

/** The key that owns an import source: the first one that used its name. */
export const sourceOwner = sqliteTable('source_owner', {
  source: text().primaryKey(),
  /** The first key of those that replaced each other; empty = the operator's command line. */
  key_id: text().notNull(),
})

/**
 * Where an identity was last read from: tells a changed file from an unchanged one without parsing it, one identity in
 * two places, and a file that missingFiles.
 */
export const importSource = sqliteTable(
  'import_source',
  {
    external_id: text().primaryKey(),
    article_id: ofArticle(),
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
