import { index, integer, primaryKey, sqliteTable, text } from '../rows/database/drizzle.ts'

/**
 * The indexed articles. Small rows: a search for a common word reads many of them. No table of the index refers to `print`
 * by a foreign key: the index of tokens cannot be changed by one.
 */
export const searchDocument = sqliteTable('search_document', {
  /** The day of publication and a number: see `documentNumber`. Row id of the index. */
  doc: integer().primaryKey(),
  article_id: text().notNull().unique(),
  published_at: integer().notNull(),
  /** Hash of the indexed text. */
  key: text().notNull(),
  /** Version of the analyser. */
  version: integer().notNull(),
  /** Ids of its terms, as JSON. */
  terms: text().notNull(),
  /** Length of the tokens of its body in UTF-16 units. Null in PostgreSQL where an older version indexed it. */
  body_length: integer(),
})

/** The tokens of the indexed articles: the content of the FTS5 table `search_index`. */
export const searchText = sqliteTable('search_text', {
  doc: integer().primaryKey(),
  title: text().notNull(),
  keyTakeaway: text('key_takeaway').notNull(),
  heading: text().notNull(),
  summary: text().notNull(),
  author: text().notNull(),
  category: text().notNull(),
  tag: text().notNull(),
  body: text().notNull(),
})

/** The words of all indexed articles. By length, to find the words that a misspelt one may mean. WITHOUT ROWID. */
export const searchWord = sqliteTable('search_word', { length: integer().notNull(), word: text().notNull() }, row => [
  primaryKey({ columns: [row.length, row.word] }),
])

/** Titles, headings and terms of the indexed articles. */
export const searchSuggestion = sqliteTable(
  'search_suggestion',
  {
    id: integer().primaryKey(),
    kind: text({ enum: ['title', 'heading', 'category', 'tag', 'author'] }).notNull(),
    /** Id of the article or of the term. */
    owner: text().notNull(),
    /** Anchor of a heading, else empty. */
    anchor: text().notNull(),
    text: text().notNull(),
    /** Its tokens, separated by spaces. */
    tokens: text().notNull(),
  },
  row => [index('search_suggestion_owner').on(row.owner)],
)

/** The words of suggestions, and with `^` in front the first letters of their first word. WITHOUT ROWID. */
export const searchSuggestionWord = sqliteTable(
  'search_suggestion_word',
  {
    word: text().notNull(),
    suggestion: integer().notNull(),
  },
  row => [primaryKey({ columns: [row.word, row.suggestion] })],
)

/** Progress of indexing, in one row. */
export const searchState = sqliteTable('search_state', {
  id: integer().primaryKey(),
  /** Version of the analyser whose tokens are indexed. */
  version: integer().notNull(),
  /** The last indexed article; null = all are indexed. */
  cursor: text(),
  /** How often all articles were indexed again. Their documents have other numbers then. */
  builds: integer().notNull().default(0),
})
