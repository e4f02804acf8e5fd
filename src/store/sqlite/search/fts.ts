import type { SearchField } from '../../../domain/search/document.ts'
import type { Pattern } from '../../../domain/search/match.ts'
import { and, integer, sql, sqliteTable, text } from '../../rows/database/drizzle.ts'
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
export const fullTextQuery: TokenQuery = (name, { all, none }) => {
  if (all.length === 0) return undefined
  const required = all.map(anyOf).join(' AND ')
  const { rowid, command } = searchIndex
  const isMatch = sql`${command} MATCH ${bound(name)}`
  return {
    shape: '',
    bound: { [name]: none.length === 0 ? required : `(${required}) NOT ${anyOf(none)}` },
    select: isWanted =>
      sql`SELECT ${rowid} AS doc FROM ${searchIndex} WHERE ${and(isMatch, isWanted?.(sql`${rowid}`))}`,
  }
}

/** One pass over the documents of a phrase finds it in several columns. */
function anyOf(patterns: readonly Pattern[]): string {
  const byPhrase = Map.groupBy(patterns, phraseOf)
  return `(${[...byPhrase].map(([phrase, all]) => `${columnsOf(all)}${phrase}`).join(' OR ')})`
}

function phraseOf({ tokens, isPrefix }: Pattern): string {
  return `"${tokens.join(' ')}"${isPrefix ? ' *' : ''}`
}

/** The columns of patterns, as a filter; empty if one of them is for all columns. */
function columnsOf(patterns: readonly Pattern[]): string {
  const names = patterns.map(({ field }) => field && indexColumns[field])
  return names.includes(undefined) ? '' : `{${names.join(' ')}} : `
}

/** The names of the columns. */
export const indexColumns: Record<SearchField, string> = {
  title: 'title',
  keyTakeaway: 'key_takeaway',
  heading: 'heading',
  summary: 'summary',
  author: 'author',
  category: 'category',
  tag: 'tag',
  body: 'body',
}
