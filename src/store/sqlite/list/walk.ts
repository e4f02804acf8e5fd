import type { Sort } from '../../../domain/page/query.ts'

/** The index that a list walks: all prints, those with takeaways, those of one language, those of one term. */
export type Driver = 'all' | 'takeaways' | 'language' | 'term'

/** `members`: the prints whose numbers are in the JSON array `value`. They are looked up and sorted, not walked. */
type Source = Driver | 'members'

/** Further conditions, checked for each row of the driver. */
export type Check = 'preferred' | 'language' | 'category' | 'tag' | 'author' | 'takeaways'

export type Walk = {
  driver: Source
  sort: Sort
  /** In the reverse order of `sort`. */
  backwards: boolean
  checks: readonly Check[]
}

/**
 * The statement that returns the positions of a list in order, `id` and `at`, between two positions, both exclusive. It
 * names its index, so that the planner cannot choose another one, and reads no more rows than it returns, except for
 * checks. The value of a driver is bound to `value`, the values of a check to its name as a JSON array.
 */
export function walkSql({ driver, sort, backwards, checks }: Walk): string {
  const column = sort.endsWith('publishedAt') ? 'published_at' : 'updated_at'
  const order = sort.startsWith('-') === backwards ? 'ASC' : 'DESC'
  const conditions = [
    ...driverConditions[driver],
    `(k.${column}, k.article_id) > (@lowAt, @lowId)`,
    `(k.${column}, k.article_id) < (@highAt, @highId)`,
    // Published bounds are part of the range above where the list is sorted by them.
    ...(column === 'updated_at' ? ['k.published_at > @after', 'k.published_at < @before'] : []),
    ...checks.map(check => checkConditions[check]),
  ]
  return `SELECT k.article_id AS id, k.${column} AS at FROM ${source(driver, column)}
    WHERE ${conditions.join(' AND ')} ORDER BY k.${column} ${order}, k.article_id ${order} LIMIT @limit`
}

/** The statement that counts the articles published between two times, both exclusive. */
export function countSql(driver: 'all' | 'members', checks: readonly Check[] = []): string {
  const from = source(driver, 'published_at')
  return `SELECT count(*) FROM ${from} WHERE k.published_at > @after AND k.published_at < @before
    ${checks.map(check => ` AND ${checkConditions[check]}`).join('')}`
}

function source(driver: Source, column: 'published_at' | 'updated_at'): string {
  const by = column === 'published_at' ? 'published' : 'updated'
  if (driver === 'members') return 'json_each(@value) m CROSS JOIN print_number k ON k.number = m.value'
  if (driver === 'all') return `print k INDEXED BY print_${by}`
  // The primary key of the table begins with term and publication date: no further index is needed.
  if (driver === 'term')
    return by === 'published' ? 'print_term k NOT INDEXED' : 'print_term k INDEXED BY print_term_updated'
  return `print k INDEXED BY print_${driver}_${by}`
}

const driverConditions: Record<Source, string[]> = {
  all: [],
  members: [],
  takeaways: ['k.key_takeaways > 0'],
  language: ['k.language = @value'],
  term: ['k.term_id = @value'],
}

/** Position of a language in `|de|de-AT|en|`; 0 = absent. */
const rank = (print: string) => `instr(@preferred, '|' || ${print}.language || '|')`

/** There is no translation in a preferred language; of two in the same language the first one counts. */
const isPreferred = `NOT EXISTS (
    SELECT 1 FROM print p CROSS JOIN print o INDEXED BY print_translation_group ON o.translation_group = p.translation_group
    WHERE p.article_id = k.article_id AND p.translation_group IS NOT NULL AND o.article_id <> p.article_id
      AND ${rank('o')} > 0
      AND (${rank('o')} < ${rank('p')} OR ${rank('o')} = ${rank('p')} AND o.article_id < p.article_id))`

const checkConditions: Record<Check, string> = {
  preferred: isPreferred,
  language: `EXISTS (SELECT 1 FROM print o WHERE o.article_id = k.article_id AND o.language IN (${values('language')}))`,
  takeaways: 'EXISTS (SELECT 1 FROM print o WHERE o.article_id = k.article_id AND o.key_takeaways > 0)',
  category: carries('category'),
  tag: carries('tag'),
  author: carries('author'),
}

function carries(name: string): string {
  return `EXISTS (SELECT 1 FROM print_term o WHERE o.article_id = k.article_id AND o.term_id IN (${values(name)}))`
}

function values(name: string): string {
  return `SELECT value FROM json_each(@${name})`
}
