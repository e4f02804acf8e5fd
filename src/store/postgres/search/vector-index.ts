import type { SQL } from 'drizzle-orm'
import { searchFields } from '../../../domain/search/document.ts'
import type { Connection } from '../../rows/database/connection.ts'
import { and, integer, sql, sqliteTable, text } from '../../rows/database/drizzle.ts'
import { bound, equals, insertInto, prepared } from '../../rows/database/statement.ts'
import type { TokenIndex, TokenQuery } from '../../rows/search/token-index.ts'
import { searchText, searchWord } from '../../schema/search.ts'
import { vectorLiteral, vectorQuery, wordLiteral } from './vector.ts'

/** Milliseconds after which a batch of indexing ends. Other writers wait for it, readers do not. */
export const batchMilliseconds = 100

/** The newest documents whose words are in use without a search for each of them: nearly all common words are there. */
const newestDocuments = 20

/** The index of tokens, as statements see it. Its column has the type `tsvector`. */
const searchVector = sqliteTable('search_vector', { doc: integer().notNull(), tokens: text().notNull() })

/** The tokens of the fields of `search_text` that a phrase names, or of all of them, with a space at both ends. */
function phraseText(): SQL {
  const named = searchFields.map(field => sql`WHEN ${field} THEN ${searchText[field]}`)
  const all = sql.join(
    searchFields.map(field => sql`${searchText[field]}`),
    sql` || ' _ ' || `,
  )
  return sql`' ' || CASE phrase.value ->> 'field' ${sql.join(named, sql` `)} ELSE ${all} END || ' '`
}

/**
 * Searches the vectors, which decides on words, and compares phrases with the tokens of what was found, the newest first. All
 * queries with words have one statement, and all with phrases another: PostgreSQL keeps every prepared statement.
 */
export const vectorTokenQuery: TokenQuery = (name, match) => {
  const found = vectorQuery(match)
  if (!found) return undefined
  const { query, checks } = found
  if (checks.length === 0) {
    return { shape: 'words', bound: { [name]: query }, select: isWanted => wordsOf(name, isWanted) }
  }
  return {
    shape: 'phrases',
    bound: {
      [name]: query,
      [`${name}Checks`]: JSON.stringify(checks),
      [`${name}In`]: match.maxPhraseDocuments ?? null,
    },
    select: isWanted => phrasesOf(name, isWanted),
  }
}

const { doc, tokens } = searchVector

/**
 * The vectors with the words of a query. The planner does not count the time to read a vector, and would read all of them
 * instead of the index. It chooses the index for a query that is not known when it plans.
 */
function vectorsOf(name: string, isWanted?: (doc: SQL) => SQL): SQL {
  const asked = sql`(SELECT ${bound(name)}::tsquery AS query OFFSET 0) AS asked`
  return sql`${asked} JOIN ${searchVector} ON ${and(sql`${tokens} @@ asked.query`, isWanted?.(sql`${doc}`))}`
}

function wordsOf(name: string, isWanted?: (doc: SQL) => SQL): SQL {
  // MATERIALIZED hides the order and the limit of the statement around, for which the planner would not choose the index.
  const found = sql.identifier('found')
  return sql`SELECT doc FROM (WITH ${found} AS MATERIALIZED (SELECT ${doc} AS doc FROM ${vectorsOf(name, isWanted)})
    SELECT doc FROM ${found}) AS ${found}`
}

function phrasesOf(name: string, isWanted?: (doc: SQL) => SQL): SQL {
  const isWord = sql`coalesce(found.tokens @@ (checked.value ->> 'words')::tsquery, false)`
  const isPhrase = sql`EXISTS (SELECT 1 FROM json_array_elements(checked.value -> 'phrases') AS phrase(value)
    WHERE strpos(${phraseText()}, phrase.value ->> 'text') > 0)`
  const isBroken = sql`(${isWord} OR ${isPhrase}) = (checked.value ->> 'isExcluded')::boolean`
  const checks = sql`json_array_elements(${bound(`${name}Checks`)}::json) AS checked(value)`
  // The order of a sum is in no index. A scalar subquery is not joined: the texts after the last row of a page are not read.
  return sql`SELECT doc FROM (
      SELECT ${doc} + 0 AS doc, ${tokens} AS tokens FROM ${vectorsOf(name, isWanted)} ORDER BY 1 DESC LIMIT ${bound(`${name}In`)}::bigint
    ) AS found WHERE coalesce((SELECT NOT EXISTS (SELECT 1 FROM ${checks} WHERE ${isBroken})
      FROM ${searchText} WHERE ${searchText.doc} = found.doc), false)`
}

/** Maintains the table of vectors. */
export function createVectorIndex(connection: Connection): TokenIndex {
  const { db, syntax } = connection
  const add = insertInto(connection, searchVector)
  const remove = prepared(db.delete(searchVector).where(equals(searchVector.doc, 'doc')))
  const clear = prepared(db.delete(searchVector))
  const { length, word } = searchWord
  const member = (name: string) => syntax.jsonMember(sql`element.value`, name)
  const [known, common, rare] = [sql.identifier('known'), sql.identifier('common'), sql.identifier('rare')]
  // One by one, so that the index is searched for rare words only. It cannot stop at the first of many documents.
  const unused = sql`WITH ${known} AS MATERIALIZED (
      SELECT ${length} AS length, ${word} AS word, ${member('query')}::tsquery AS query
      FROM ${syntax.elements('words')} JOIN ${searchWord}
      ON ${word} = ${member('word')} AND ${length} = length(${member('word')})
    ), ${common} AS MATERIALIZED (
      SELECT DISTINCT lexeme FROM (
        SELECT ${searchVector.tokens} AS tokens FROM ${searchVector} ORDER BY ${searchVector.doc} DESC LIMIT ${newestDocuments}
      ) AS newest, unnest(newest.tokens)
    ), ${rare} AS MATERIALIZED (
      SELECT known.length, known.word, known.query FROM ${known} WHERE NOT EXISTS (SELECT 1 FROM ${common} WHERE common.lexeme = known.word)
    ) SELECT rare.length, rare.word FROM ${rare}
      WHERE NOT EXISTS (SELECT 1 FROM ${searchVector} WHERE ${searchVector.tokens} @@ rare.query)`
  const removeWords = prepared(db.delete(searchWord).where(sql`(${length}, ${word}) IN (${unused})`))
  return {
    *add(doc, fields) {
      yield* add({ doc, tokens: vectorLiteral(fields) })
    },
    *remove(doc) {
      yield* remove.run({ doc })
    },
    *removeUnusedWords(tokens) {
      const words = tokens.map(token => ({ word: token, query: wordLiteral(token) }))
      yield* removeWords.run({ words: JSON.stringify(words) })
    },
    *clear() {
      yield* clear.run()
    },
  }
}
