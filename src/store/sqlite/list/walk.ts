import type { Sort } from '../../../domain/page/query.ts'

/** The index that a list walks: all prints, those with takeaways, those of one language, those of one term. */
export type Driver = 'all' | 'takeaways' | 'language' | 'term'

/** Further conditions, checked for each row of the driver. */
export type Check = 'preferred' | 'language' | 'category' | 'tag' | 'author' | 'takeaways'

/** Another index to walk at the same time, in the same order. Its value is bound to the name of the check. */
export type Arm = { driver: Exclude<Driver, 'all'>; check: Check }

export type Walk = {
  driver: Driver
  sort: Sort
  /** In the reverse order of `sort`. */
  backwards: boolean
  /** The walk returns only the positions that all of these have. */
  arms: readonly Arm[]
  checks: readonly Check[]
}

/**
 * The statement that returns the positions of a list in order, `id` and `at`, between two positions, both exclusive. It
 * names its indexes, so that the planner cannot choose others. INTERSECT merges them row by row, because each has the
 * order of the list: nothing is sorted, and nothing after the last row of the page is read. The value of a driver is bound
 * to `value`, the values of a check to its name as a JSON array.
 */
export function walkSql({ driver, sort, backwards, arms, checks }: Walk): string {
  const column = sort.endsWith('publishedAt') ? 'published_at' : 'updated_at'
  const order = sort.startsWith('-') === backwards ? 'ASC' : 'DESC'
  const conditions = [
    ...conditionsOf(driver, 'value'),
    // Published bounds are part of the range where the list is sorted by them.
    ...(column === 'updated_at' ? ['k.published_at > @after', 'k.published_at < @before'] : []),
    ...checks.map(check => checkConditions[check]),
  ]
  const select = (from: Driver, where: readonly string[]) => `SELECT k.article_id AS id, k.${column} AS at
    FROM ${source(from, column)} WHERE ${[
      `(k.${column}, k.article_id) > (@lowAt, @lowId)`,
      `(k.${column}, k.article_id) < (@highAt, @highId)`,
      ...where,
    ].join(' AND ')}`
  const selects = [
    select(driver, conditions),
    ...arms.map(({ driver, check }) => select(driver, conditionsOf(driver, check))),
  ]
  return `${selects.join(' INTERSECT ')} ORDER BY at ${order}, id ${order} LIMIT @limit`
}

/** The statement that counts the positions of a list. */
export function countSql(walk: Pick<Walk, 'driver' | 'arms' | 'checks'>): string {
  return `SELECT count(*) FROM (${walkSql({ ...walk, sort: 'publishedAt', backwards: false })})`
}

function source(driver: Driver, column: 'published_at' | 'updated_at'): string {
  const by = column === 'published_at' ? 'published' : 'updated'
  if (driver === 'all') return `print k INDEXED BY print_${by}`
  // The primary key of the table begins with term and publication date: no further index is needed.
  if (driver === 'term')
    return by === 'published' ? 'print_term k NOT INDEXED' : 'print_term k INDEXED BY print_term_updated'
  return `print k INDEXED BY print_${driver}_${by}`
}

function conditionsOf(driver: Driver, name: string): string[] {
  if (driver === 'takeaways') return ['k.key_takeaways > 0']
  if (driver === 'language') return [`k.language = @${name}`]
  return driver === 'term' ? [`k.term_id = @${name}`] : []
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
