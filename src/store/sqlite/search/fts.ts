import type { SearchField } from '../../../domain/search/document.ts'
import type { Pattern } from '../../../domain/search/match.ts'
import { integer, sql, sqliteTable, text } from '../../rows/database/drizzle.ts'
import { bound } from '../../rows/database/statement.ts'
import type { TokenQuery } from '../../rows/search/token-index.ts'

/**
 * The FTS5 table: an index without content of its own over `search_text`. It is not in the schema folder, because Drizzle
 * cannot create it: a migration does. The tokenizer splits at spaces: the tokens come from our analyser.
 */
export const searchIndex = sqliteTable('search_index', {
  /** Hidden column: the right side of MATCH, and the command of an insert. */
  command: text('search_index'),
  rowid: integer().notNull(),
  title: text().notNull(),
  keyTakeaway: text('key_takeaway').notNull(),
  heading: text().notNull(),
  summary: text().notNull(),
  author: text().notNull(),
  category: text().notNull(),
  tag: text().notNull(),
  body: text().notNull(),
})

/** Searches the FTS5 table with expressions of its language (FTS5, section 3). Tokens contain no quotes. */
export const fullTextQuery: TokenQuery = {
  bind(name, { all, none }) {
    if (all.length === 0) return undefined
    const required = all.map(anyOf).join(' AND ')
    return { [name]: none.length === 0 ? required : `(${required}) NOT ${anyOf(none)}` }
  },
  select: name =>
    sql`SELECT ${searchIndex.rowid} AS doc FROM ${searchIndex} WHERE ${searchIndex.command} MATCH ${bound(name)}`,
}

function anyOf(patterns: readonly Pattern[]): string {
  return `(${patterns.map(phraseOf).join(' OR ')})`
}

function phraseOf({ tokens, isPrefix, field }: Pattern): string {
  const phrase = `"${tokens.join(' ')}"${isPrefix ? ' *' : ''}`
  return field === undefined ? phrase : `${columns[field]} : ${phrase}`
}

const columns: Record<SearchField, string> = {
  title: 'title',
  keyTakeaway: 'key_takeaway',
  heading: 'heading',
  summary: 'summary',
  author: 'author',
  category: 'category',
  tag: 'tag',
  body: 'body',
}
