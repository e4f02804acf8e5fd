import { fetchJson } from '../answer.ts'
import { bareQuery } from '../bare-query.ts'
import { latency } from '../contender.ts'
import { articleSlug, shares } from '../corpus/article.ts'
import type { Row } from '../row.ts'

const slug = (name: string) => name.toLowerCase().replaceAll(' ', '-')
const [transport, harbour, opera] = [shares.category, shares.commonTag, shares.categoryThatRarelyMeetsTheTag].map(slug)
const author = slug(shares.author)
const category = `category=${transport}`
const tag = `tag=${harbour}`
const rare = `category=${opera}&${tag}`

/** A list in the large file, and the query of the engine alone that finds its articles. */
type List = { path?: string; query: string; sql: string; values?: string[]; atMost: number }

/** Microseconds: of lists by up to two filters in the order of a date, and of all others. */
const byDate = 10_000
const byOther = 50_000

const term = '(SELECT id FROM term WHERE slug = ?)'
const driven = `SELECT item FROM print_term JOIN print USING (article_id) WHERE term_id = ${term}`
const alsoWith = `EXISTS (SELECT 1 FROM print_term AS other WHERE other.article_id = print.article_id AND other.term_id = ${term})`
const newest = 'ORDER BY print.published_at DESC, print.article_id DESC LIMIT 21'
const newestOfTerm = 'ORDER BY print_term.published_at DESC, print_term.article_id DESC LIMIT 21'
const updatedOfTerm = 'ORDER BY print_term.updated_at DESC, print_term.article_id DESC LIMIT 21'
const byViews = 'SELECT item FROM view_count JOIN print USING (article_id)'
const mostViewed = 'ORDER BY views DESC, article_id DESC LIMIT 21'
const byTitle = 'ORDER BY title_key, article_id LIMIT 21'

const lists: Record<string, List> = {
  plain: { query: '', sql: `SELECT item FROM print ${newest}`, atMost: byDate },
  'by category': { query: category, sql: `${driven} ${newestOfTerm}`, values: [transport ?? ''], atMost: byDate },
  'by any of three tags': {
    query: `${tag},topic-3,topic-30`,
    sql: `SELECT item FROM print WHERE article_id IN (SELECT article_id FROM print_term WHERE term_id IN
      (SELECT id FROM term WHERE slug IN (?, 'topic-3', 'topic-30'))) ${newest}`,
    values: [harbour ?? ''],
    atMost: byDate,
  },
  'by language': {
    query: 'language=de',
    sql: `SELECT item FROM print WHERE language = 'de' ${newest}`,
    atMost: byDate,
  },
  'by reading time': {
    query: 'readingTimeMin=8',
    sql: `SELECT item FROM print WHERE reading_time >= 8 ${newest}`,
    atMost: byDate,
  },
  'by category and tag': {
    query: `${category}&${tag}`,
    sql: `${driven} AND ${alsoWith} ${newestOfTerm}`,
    values: [transport ?? '', harbour ?? ''],
    atMost: byDate,
  },
  'by category and tag that rarely meet': {
    query: rare,
    sql: `${driven} AND ${alsoWith} ${newestOfTerm}`,
    values: [opera ?? '', harbour ?? ''],
    atMost: byDate,
  },
  'by author and language, last updated': {
    query: `author=${author}&language=fr&sort=-updatedAt`,
    sql: `${driven} AND language = 'fr' ${updatedOfTerm}`,
    values: [author],
    atMost: byDate,
  },
  'by category and tag that rarely meet, last updated': {
    query: `${rare}&sort=-updatedAt`,
    sql: `${driven} AND ${alsoWith} ${updatedOfTerm}`,
    values: [opera ?? '', harbour ?? ''],
    atMost: byDate,
  },
  'by category, tag and author': {
    query: `${category}&${tag}&author=${author}`,
    sql: `${driven} AND ${alsoWith} AND ${alsoWith} ${newestOfTerm}`,
    values: [author, transport ?? '', harbour ?? ''],
    atMost: byOther,
  },
  'by category and tag, counted': {
    query: `${category}&${tag}&count=true`,
    sql: `SELECT count(*) FROM print_term JOIN print USING (article_id) WHERE term_id = ${term} AND ${alsoWith}`,
    values: [transport ?? '', harbour ?? ''],
    atMost: byOther,
  },
  'most viewed': { query: 'sort=-views', sql: `${byViews} ${mostViewed}`, atMost: byOther },
  'most viewed, by category and tag': {
    query: `${category}&${tag}&sort=-views`,
    sql: `${byViews} WHERE ${alsoWith} AND ${alsoWith} ${mostViewed}`,
    values: [transport ?? '', harbour ?? ''],
    atMost: byOther,
  },
  'most viewed, by category and tag that rarely meet': {
    query: `${rare}&sort=-views`,
    sql: `${byViews} WHERE ${alsoWith} AND ${alsoWith} ${mostViewed}`,
    values: [opera ?? '', harbour ?? ''],
    atMost: byOther,
  },
  'most viewed, by language and reading time': {
    query: 'language=fr&readingTimeMin=8&sort=-views',
    sql: `${byViews} WHERE language = 'fr' AND reading_time >= 8 ${mostViewed}`,
    atMost: byOther,
  },
  'by title': { query: 'sort=title', sql: `SELECT item FROM print ${byTitle}`, atMost: byOther },
  'by title, category and tag': {
    query: `${category}&${tag}&sort=title`,
    sql: `SELECT item FROM print WHERE ${alsoWith} AND ${alsoWith} ${byTitle}`,
    values: [transport ?? '', harbour ?? ''],
    atMost: byOther,
  },
  'by title, category and tag that rarely meet': {
    query: `${rare}&sort=title`,
    sql: `SELECT item FROM print WHERE ${alsoWith} AND ${alsoWith} ${byTitle}`,
    values: [opera ?? '', harbour ?? ''],
    atMost: byOther,
  },
  'popular of all time, by category and tag that rarely meet': {
    path: '/v1/popular',
    query: `window=all&${rare}`,
    sql: `${byViews} WHERE ${alsoWith} AND ${alsoWith} ${mostViewed}`,
    values: [opera ?? '', harbour ?? ''],
    atMost: byOther,
  },
  'key takeaways with a word': {
    path: '/v1/key-takeaways',
    query: 'q=turbines',
    sql: "SELECT rowid FROM search_index WHERE search_index MATCH 'key_takeaway : turbines' ORDER BY rowid DESC LIMIT 40",
    atMost: byOther,
  },
  'archive by month': {
    path: '/v1/archive',
    query: 'by=month',
    sql: "SELECT strftime('%Y-%m', published_at, 'unixepoch') AS month, count(*) FROM print GROUP BY month ORDER BY month DESC LIMIT 20",
    atMost: byOther,
  },
  'archive by month of a category and a tag': {
    path: '/v1/archive',
    query: `by=month&${category}&${tag}`,
    sql: `SELECT strftime('%Y-%m', print.published_at, 'unixepoch') AS month, count(*) FROM print_term JOIN print USING (article_id)
      WHERE term_id = ${term} AND ${alsoWith} GROUP BY month ORDER BY month DESC LIMIT 20`,
    values: [transport ?? '', harbour ?? ''],
    atMost: byOther,
  },
}

const asked = 40

export const listRows: Row[] = [
  ...Object.entries(lists).map(
    ([name, { path = '/v1/articles', query, sql, values = [], atMost }]): Row => ({
      name: `list, ${name}`,
      unit: 'µs',
      goals: [{ atMost }],
      async prepare(lab) {
        const server = await lab.offprint('large')
        const items = await fetchJson(server.port, `${path}?${query}`, json => (json as { items: unknown[] }).items)
        if (items.length !== 20) throw new Error(`${name}: ${items.length} items instead of 20`)
        return {
          contenders: [...latency(server, lab, distinct(path, query)), await bareQuery(lab, sql, values)],
          notes: [`${path}?${query}`],
        }
      },
    }),
  ),
  ofArticle('related', 50_000, "SELECT rowid FROM search_index WHERE search_index MATCH 'turbines OR title' LIMIT 400"),
  ofArticle('adjacent', 50_000, `SELECT item FROM print ${newest}`),
]

/** The list with a different, very early bound in each request, so that no cache has the response. */
function distinct(path: string, query: string): () => string[] {
  let second = 0
  return () =>
    Array.from({ length: asked }, () => {
      second += 1
      const at = new Date(Date.UTC(1980, 0, 1) + second * 1000).toISOString().replace('.000Z', 'Z')
      return `${path}?${query}${query && '&'}publishedAfter=${at}`
    })
}

/** What an article leads to, of another article in each request. */
function ofArticle(name: string, atMost: number, sql: string): Row {
  return {
    name: `list, ${name}`,
    unit: 'µs',
    goals: [{ atMost }],
    async prepare(lab) {
      const server = await lab.offprint('large')
      let number = 0
      const targets = () => Array.from({ length: asked }, () => `/v1/articles/${articleSlug(number++ * 61)}/${name}`)
      return { contenders: [...latency(server, lab, targets), await bareQuery(lab, sql, [])] }
    },
  }
}
