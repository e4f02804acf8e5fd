import { bareQuery } from '../bare-query.ts'
import { latency } from '../contender.ts'
import { searched } from '../corpus/vocabulary.ts'
import { get, load } from '../load.ts'
import { p99During } from '../paced.ts'
import type { Row } from '../row.ts'

const asked = 40
const suggestionsAsked = 400

type Search = { query: string; more?: string; match: string; sql?: string; atMost: number }

const count = 'SELECT count(*) FROM search_index WHERE search_index MATCH ?'
const newest = 'SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT 20'
const facets = `SELECT term_id, count(*) FROM search_index JOIN search_document ON doc = search_index.rowid
  JOIN print_term USING (article_id) WHERE search_index MATCH ? GROUP BY term_id`
const allFacets = '&facets=category,tag,author,language,year'

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
    more: allFacets,
    match: searched.usual,
    sql: facets,
    atMost: 50_000,
  },
  'search, facets of a word of 60 %': {
    query: searched.common,
    more: allFacets,
    match: searched.common,
    sql: facets,
    atMost: 50_000,
  },
}

/** What users have typed: the beginnings of these, and one with a mistake. */
const typed = ['harbour ferr', 'topic 12', 'writer b', 'engineer measures', 'transp', 'comittee', 'new st']
const suggestion = 'SELECT suggestion FROM search_suggestion_word WHERE word = ? ORDER BY suggestion DESC LIMIT 2000'

export const searchRows: Row[] = [
  ...Object.entries(searches).map(
    ([name, search]): Row => ({
      name,
      unit: 'µs',
      goals: [{ atMost: search.atMost }],
      async prepare(lab) {
        const server = await lab.offprint('large')
        let number = 0
        const targets = () => Array.from({ length: asked }, () => target(search, number++))
        const { sql = newest, match } = search
        return { contenders: [...latency(server, lab, targets), await bareQuery(lab, sql, [match])] }
      },
    }),
  ),
  {
    name: 'search, suggestions',
    unit: 'µs',
    goals: [{ atMost: 5000 }],
    async prepare(lab) {
      const server = await lab.offprint('large')
      let number = 0
      const targets = () => Array.from({ length: suggestionsAsked }, () => suggestTarget(number++))
      return {
        contenders: [...latency(server, lab, targets, 0.99), await bareQuery(lab, suggestion, ['harbour'])],
        notes: [`beginnings of ${typed.map(text => `"${text}"`).join(', ')}`],
      }
    },
  },
  {
    name: 'hot p99 during searches',
    unit: 'ms',
    goals: [{ atMost: 50 }],
    async prepare(lab) {
      const { slug } = await lab.file('large')
      const { port } = await lab.offprint('large')
      const all = Object.values(searches)
      let number = 1_000_000
      const next = () => {
        const search = all[number % all.length]
        return search && get(target(search, number++))
      }
      const work = async () => (await load({ port, connections: 4, expect: { status: 200 }, next, ms: 500 })).errors
      return {
        contenders: [{ name: 'Offprint', take: () => p99During(port, `/v1/articles/${slug(0)}`, work, lab.plan) }],
        notes: ['the searches above, four at once'],
      }
    },
  },
]

/** A word that no article has makes each request a different one. */
function target({ query, more = '' }: Search, number: number): string {
  return `/v1/search?q=${encodeURIComponent(`${query} -zz${number}`)}${more}`
}

/** Each beginning in turn, in another letter case each time: a cache takes it for another text. */
function suggestTarget(number: number): string {
  const beginnings = typed.flatMap(text => Array.from(text, (_, index) => text.slice(0, index + 1)))
  const text = beginnings[number % beginnings.length] ?? ''
  const turn = Math.floor(number / beginnings.length)
  const letters = Array.from(text, (letter, index) => ((turn >> index) & 1 ? letter.toUpperCase() : letter))
  return `/v1/search/suggest?q=${encodeURIComponent(`${letters.join('')}${' '.repeat(turn >> text.length)}`)}`
}
