import type { SearchStore } from '../../../domain/store/search-store.ts'
import type { Connection } from '../../rows/database/connection.ts'
import { and, sql } from '../../rows/database/drizzle.ts'
import { bound, equals, insertInto, prepared } from '../../rows/database/statement.ts'
import { createSearchReader } from '../../rows/search/search-reader.ts'
import type { TokenIndex } from '../../rows/search/token-index.ts'
import { searchWord } from '../../schema/search.ts'
import { openSearchReader } from '../database/connection.ts'
import { failure } from '../database/failure.ts'
import { createSqliteCounts } from './counts.ts'
import { fullTextQuery, searchIndex } from './fts.ts'

/** Milliseconds after which a batch of indexing ends. Readers of this process wait for it, for the current article and the commit. */
export const batchMilliseconds = 10

/**
 * Opens the search index of a file that has the newest schema, for reading.
 *
 * @throws AppError `store-unusable`, `store-busy`, `store-full`
 */
export function openSqliteSearch(path: string): Omit<SearchStore, 'indexArticles'> {
  try {
    const reader = openSearchReader(path)
    return createSearchReader(reader, fullTextQuery, createSqliteCounts(reader))
  } catch (error) {
    throw failure(error)
  }
}

/** Maintains the FTS5 table. It is changed by inserts, also where rows are removed. */
export function createFullTextIndex(connection: Connection): TokenIndex {
  const { db } = connection
  const index = insertInto(connection, searchIndex)
  const isKnown = prepared(
    db
      .select({ found: sql<1>`1` })
      .from(searchWord)
      .where(and(equals(searchWord.length, 'length'), equals(searchWord.word, 'word'))),
  )
  const isUsed = prepared(
    db
      .select({ found: sql<1>`1` })
      .from(searchIndex)
      .where(sql`${searchIndex.command} MATCH ${bound('match')}`)
      .limit(1),
  )
  const remove = prepared(
    db.delete(searchWord).where(and(equals(searchWord.length, 'length'), equals(searchWord.word, 'word'))),
  )
  return {
    *add(doc, fields) {
      yield* index({ ...fields, rowid: doc, command: null })
    },
    *remove(doc, fields) {
      yield* index({ ...fields, rowid: doc, command: 'delete' })
    },
    *removeUnusedWords(tokens) {
      for (const word of tokens) {
        const length = [...word].length
        if (!(yield* isKnown.get({ length, word }))) continue
        const used = yield* isUsed.get(fullTextQuery('match', { all: [[{ tokens: [word] }]], none: [] })?.bound)
        if (!used) yield* remove.run({ length, word })
      }
    },
    *clear() {
      yield* index({ ...noTokens, rowid: 0, command: 'delete-all' })
    },
  }
}

const noTokens = { title: '', keyTakeaway: '', heading: '', summary: '', author: '', category: '', tag: '', body: '' }
