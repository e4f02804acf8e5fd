import { createHash } from 'node:crypto'
import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { DeliveredArticle } from '../../../domain/print/delivered.ts'
import type { Print } from '../../../domain/print/print.ts'
import type { FieldTokens } from '../../../domain/search/document.ts'
import { analyserVersion, createAnalyser } from '../../../search/analyser.ts'
import { indexedText, searchDocument } from '../../../search/document.ts'
import { print as printTable } from '../../schema/print.ts'
import {
  searchDocument as documentTable,
  searchState,
  searchSuggestion,
  searchSuggestionWord,
  searchText,
  searchWord,
} from '../../schema/search.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, gte, lt, notExists, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed } from '../database/value.ts'
import { documentNumbers } from './document-number.ts'
import { createSuggestionRows } from './suggestion.ts'
import type { TokenIndex } from './token-index.ts'

/** Maintains the search index within the transactions that make and remove prints. */
export type SearchIndex = {
  /** Indexes a saved print, unless its text is indexed already. */
  put(print: Pick<Print, 'articleId' | 'body'>): Routine<void>
  /** Removes an article whose print was removed. */
  remove(articleId: Id): Routine<void>
  /** Removes everything, so that all articles are indexed again. */
  clear(): Routine<void>
}

export function createSearchIndex(connection: Connection, index: TokenIndex): SearchIndex {
  const { db, syntax } = connection
  const analyser = createAnalyser()
  const document = prepared(db.select().from(documentTable).where(equals(documentTable.article_id, 'id')))
  const text = prepared(db.select().from(searchText).where(equals(searchText.doc, 'doc')))
  const addDocument = insertInto(connection, documentTable)
  const addText = insertInto(connection, searchText)
  const removeDocument = prepared(db.delete(documentTable).where(equals(documentTable.doc, 'doc')))
  const removeText = prepared(db.delete(searchText).where(equals(searchText.doc, 'doc')))
  const lastOfDay = prepared(
    db
      .select({ doc: sql<number | null>`max(${documentTable.doc})` })
      .from(documentTable)
      .where(and(gte(documentTable.doc, bound('from')), lt(documentTable.doc, bound('to')))),
  )
  const addWords = prepared(
    db
      .insert(searchWord)
      .select(
        db
          .select({
            length: sql<number>`length(element.value)`.as('length'),
            word: sql<string>`element.value`.as('word'),
          })
          .from(syntax.elements('words'))
          // SQLite needs it before ON CONFLICT.
          .where(sql`true`),
      )
      .onConflictDoNothing(),
  )
  const suggestions = createSuggestionRows(connection)
  const markIndexed = createEmptyStoreMark(connection)
  const clearing = [documentTable, searchText, searchWord, searchSuggestion, searchSuggestionWord].map(table =>
    prepared(db.delete(table)),
  )
  const restart = prepared(db.update(searchState).set({ version: sql`0`, cursor: sql`''` }))

  function* removeRow({ doc, article_id, terms }: typeof documentTable.$inferSelect): Routine<void> {
    const old = yield* text.get({ doc })
    if (old) yield* index.remove(doc, old)
    yield* suggestions.remove(article_id, parsed<Id[]>(terms))
    yield* removeText.run({ doc })
    yield* removeDocument.run({ doc })
    if (old) yield* index.removeUnusedWords(tokensIn(old))
  }

  return {
    *put({ articleId, body }) {
      const article: DeliveredArticle = JSON.parse(Buffer.from(body).toString())
      const key = createHash('sha256').update(indexedText(article)).digest('base64url')
      const old = yield* document.get({ id: articleId })
      if (old && old.key === key && old.version === analyserVersion) return
      if (old) yield* removeRow(old)
      else yield* markIndexed(articleId)
      const { publishedAt, publishedDate, category, tags, authors } = article.metadata
      const made = searchDocument(article, analyser)
      const day = documentNumbers(publishedDate)
      const doc = ((yield* lastOfDay.get(day))?.doc ?? day.from - 1) + 1
      const terms = [...(category ? [category] : []), ...tags, ...authors].map(({ id }) => id)
      yield* addDocument({
        doc,
        article_id: articleId,
        published_at: seconds(publishedAt),
        key,
        version: analyserVersion,
        terms: json(terms),
        body_length: made.fields.body.length,
      })
      yield* addText({ doc, ...made.fields })
      yield* index.add(doc, made.fields)
      yield* addWords.run({ words: JSON.stringify(made.words) })
      yield* suggestions.add(articleId, made.suggestions)
    },
    *remove(articleId) {
      const old = yield* document.get({ id: articleId })
      if (old) yield* removeRow(old)
    },
    *clear() {
      for (const statement of clearing) yield* statement.run()
      yield* index.clear()
      yield* restart.run()
    },
  }
}

function tokensIn(fields: FieldTokens): string[] {
  const tokens = Object.values(fields).flatMap(value => (typeof value === 'string' ? value.split(' ') : []))
  return [...new Set(tokens)]
}

/** Records that everything is indexed when the first article of an empty store is. */
function createEmptyStoreMark({ db }: Connection): (articleId: Id) => Routine<void> {
  const state = prepared(db.select().from(searchState))
  const other = db
    .select({ id: printTable.article_id })
    .from(printTable)
    .where(sql`${printTable.article_id} <> ${bound('id')}`)
    .limit(1)
  const mark = prepared(
    db
      .update(searchState)
      .set({ version: sql`${bound('version')}`, cursor: null })
      .where(and(eq(searchState.id, 1), notExists(other))),
  )
  return function* (id) {
    if ((yield* state.get())?.version !== analyserVersion) yield* mark.run({ version: analyserVersion, id })
  }
}
