import Sqlite from 'better-sqlite3'
import { cost } from '../contender.ts'
import { searched } from '../corpus/vocabulary.ts'
import type { Lab } from '../lab.ts'
import type { Contender, Row } from '../row.ts'

const asked = 40

type Search = { query: string; more?: string; match: string; sql?: string; atMost: number }

const count = 'SELECT count(*) FROM search_index WHERE search_index MATCH ?'
const newest = 'SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT 20'
const facets = `SELECT term_id, count(*) FROM search_index JOIN search_document ON doc = search_index.rowid
  JOIN print_term USING (article_id) WHERE search_index MATCH ? GROUP BY term_id`

/** Searches in the large file. Each is compared with a query of the engine alone, which ranks nothing and reads no text. */
const searches: Record<string, Search> = {
  'search, rare word': { query: searched.rare, match: searched.rare, atMost: 10_000 },
  'search, two words': {
    query: `${searched.usual} ${searched.rare}`,
    match: `${searched.usual} AND ${searched.rare}`,
    atMost: 10_000,
  },
  'search, phrase': { query: `"${searched.phrase}"`, match: `"${searched.phrase}"`, atMost: 10_000 },
  'search, prefix': { query: `${searched.rare.slice(0, 6)}*`, match: `${searched.rare.slice(0, 6)}*`, atMost: 10_000 },
  'search, word of 60 % of the articles': { query: searched.common, match: searched.common, atMost: 50_000 },
  'search, word of 60 % of the articles, counted': {
    query: searched.common,
    more: '&count=true',
    match: searched.common,
    sql: count,
    atMost: 50_000,
  },
  'search, misspelt word': { query: searched.misspelt, match: searched.rare, atMost: 50_000 },
  'search, facets of a word of 10 %': {
    query: searched.usual,
    more: '&facets=category,tag,author,language,year',
    match: searched.usual,
    sql: facets,
    atMost: 50_000,
  },
}

export const searchRows: Row[] = [
  ...Object.entries(searches).map(
    ([name, search]): Row => ({
      name,
      unit: 'µs',
      goals: [{ atMost: search.atMost }],
      async prepare(lab) {
        const server = await lab.offprint('large')
        const targets = distinct(number => {
          // A word that no article has makes each request a different one.
          const q = encodeURIComponent(`${search.query} -zz${number}`)
          return `/v1/search?q=${q}${search.more ?? ''}`
        })
        return {
          contenders: [cost('Offprint', server, lab, targets), await bare(lab, search.sql ?? newest, search.match)],
        }
      },
    }),
  ),
  {
    name: 'search, suggestions',
    unit: 'µs',
    goals: [{ atMost: 5000 }],
    async prepare(lab) {
      const server = await lab.offprint('large')
      const targets = distinct(number => `/v1/search/suggest?q=${inOtherCase('harbour ferr', number)}`)
      const sql = 'SELECT suggestion FROM search_suggestion_word WHERE word = ? ORDER BY suggestion DESC LIMIT 2000'
      return { contenders: [cost('Offprint', server, lab, targets), await bare(lab, sql, 'harbour')] }
    },
  },
]

/** Targets of each round, all different, so that no cache has the response. */
function distinct(targetOf: (number: number) => string): () => string[] {
  let number = 0
  return () =>
    Array.from({ length: asked }, () => {
      number += 1
      return targetOf(number)
    })
}

/** The same input in another letter case: a cache takes it for another one. */
function inOtherCase(text: string, number: number): string {
  const letters = [...text].map((letter, index) => ((number >> index) & 1 ? letter.toUpperCase() : letter))
  return encodeURIComponent(letters.join(''))
}

/** Microseconds of a query of the engine in the same file. */
async function bare(lab: Lab, sql: string, value: string): Promise<Contender> {
  const { path } = await lab.file('large')
  return {
    name: 'the bare query',
    async take() {
      const connection = new Sqlite(path, { readonly: true })
      const statement = connection.prepare(sql)
      statement.all(value)
      const start = performance.now()
      for (let turn = 0; turn < asked; turn += 1) statement.all(value)
      const took = performance.now() - start
      connection.close()
      return { value: (took * 1000) / asked, errors: [] }
    },
  }
}
