import { blob, index, integer, primaryKey, sql, sqliteTable, text } from '../rows/database/drizzle.ts'
import { article } from './article.ts'

/** Keys are kept as a hash only. */
export const apiKey = sqliteTable('api_key', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Its first characters, for people to know it by. */
  prefix: text().notNull(),
  hash: text().notNull().unique(),
  /** JSON array. */
  scopes: text().notNull(),
  /** JSON: budget of its own. */
  rate: text(),
  created_at: integer().notNull(),
  expires_at: integer(),
  revoked_at: integer(),
  last_used_at: integer(),
  /** The key that it replaced. */
  rotated_from: text(),
  /** URL of the site that the key's imports may claim addresses of. */
  site: text(),
})

/** Responses by Idempotency-Key, saved in the transaction of their write. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    /** Who asked: the same key of another client is another key. */
    owner: text().notNull(),
    key: text().notNull(),
    request_hash: text().notNull(),
    created_at: integer().notNull(),
    expires_at: integer().notNull(),
    /** Absent while the request runs. */
    status: integer(),
    /** JSON. */
    headers: text(),
    body: blob({ mode: 'buffer' }),
  },
  row => [primaryKey({ columns: [row.owner, row.key] }), index('idempotency_expires').on(row.expires_at)],
)

/** Audit log: who changed what, when and from where. Written in the transaction of the change. */
export const audit = sqliteTable(
  'audit',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    at: integer().notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    request_id: text(),
    address: text(),
    /** No foreign key: the entry outlives the article. */
    article_id: text(),
    version: integer(),
    /** JSON. */
    detail: text(),
    /** The person for whom the actor asked. */
    on_behalf_of: text(),
  },
  row => [
    index('audit_at').on(row.at),
    index('audit_actor').on(row.actor, row.id),
    index('audit_person').on(row.on_behalf_of, row.id).where(sql`on_behalf_of IS NOT NULL`),
    index('audit_article').on(row.article_id, row.id).where(sql`article_id IS NOT NULL`),
  ],
)

/** Previews are kept as a hash of their token only. */
export const preview = sqliteTable(
  'preview',
  {
    id: text().primaryKey(),
    token_hash: text().notNull().unique(),
    /** Absent: it opens every article. */
    article_id: text().references(() => article.id, { onDelete: 'cascade' }),
    key_id: text()
      .notNull()
      .references(() => apiKey.id),
    created_at: integer().notNull(),
    expires_at: integer().notNull(),
  },
  row => [
    index('preview_article').on(row.article_id),
    index('preview_key').on(row.key_id),
    index('preview_expires').on(row.expires_at),
  ],
)
