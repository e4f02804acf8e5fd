import type { SearchStore } from '../../../domain/store/search-store.ts'
import { searchSuggestionWord, searchWord } from '../../schema/search.ts'
import type { Connection } from '../database/connection.ts'
import { and, gte, lt, sql } from '../database/drizzle.ts'
import { type RoutinesOf, reads } from '../database/port.ts'
import { bound, equals, prepared } from '../database/statement.ts'

/** Sorts after every word that begins with the text before it. */
const last = '\u{10ffff}'

type WordPort = Pick<SearchStore, 'similarWords' | 'suggestedWords'>

/** Finds words of delivered articles. */
export function createWordReader(reader: Connection): WordPort {
  const { db } = reader
  const { length, word } = searchWord
  const withInitial = prepared(
    db
      .select({ word })
      .from(searchWord)
      .where(and(equals(length, 'length'), gte(word, bound('from')), lt(word, bound('to')))),
  )
  const withRest = prepared(
    db
      .select({ word })
      .from(searchWord)
      .where(and(equals(length, 'length'), sql`substr(${word}, 2) = ${bound('rest')}`)),
  )
  const { word: suggested } = searchSuggestionWord
  const found = sql.identifier('found')
  const least = sql`min(${suggested})`
  const first = db
    .select({ word: least })
    .from(searchSuggestionWord)
    .where(gte(suggested, bound('from')))
  const next = db.select({ word: least }).from(searchSuggestionWord).where(sql`${suggested} > found.word`)
  // Each step looks the next word up. A common one has thousands of rows, which DISTINCT would read.
  const beginning = prepared(
    db
      .select({ word: sql<string>`found.word`.as('word') })
      .from(
        sql`(WITH RECURSIVE found(word) AS (
          SELECT ${first} UNION ALL SELECT ${next} FROM ${found} WHERE found.word < ${bound('to')}
        ) SELECT word FROM ${found}) AS found`,
      )
      .where(sql`found.word < ${bound('to')}`)
      .limit(sql.placeholder('limit')),
  )
  const routines: RoutinesOf<WordPort> = {
    *similarWords(misspelt, maxLengthDifference) {
      const letters = [...misspelt]
      const [initial = '', second = ''] = letters
      const found: { word: string }[] = []
      for (let extra = -maxLengthDifference; extra <= maxLengthDifference; extra += 1) {
        const range = { length: letters.length + extra, from: initial, to: `${initial}${last}` }
        found.push(...(yield* withInitial.all(range)))
      }
      // An edit of the first letter is possible in long words only.
      if (maxLengthDifference > 1) {
        const rest = letters.slice(1).join('')
        found.push(...(yield* withRest.all({ length: letters.length, rest })))
        found.push(...(yield* withRest.all({ length: letters.length + 1, rest: misspelt })))
        found.push(...(yield* withInitial.all({ length: letters.length - 1, from: rest, to: `${rest}${last}` })))
        const swapped = `${second}${initial}${letters.slice(2).join('')}`
        found.push(...(yield* withInitial.all({ length: letters.length, from: swapped, to: `${swapped}${last}` })))
      }
      return [...new Set(found.map(row => row.word))]
    },
    *suggestedWords(start, limit) {
      return (yield* beginning.all({ from: start, to: `${start}${last}`, limit })).map(row => row.word).sort()
    },
  }
  return reads(reader, routines)
}
