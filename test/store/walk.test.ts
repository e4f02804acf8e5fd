import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { sorts } from '../../src/domain/page/query.ts'
import { migrate } from '../../src/store/sqlite/database/migrate.ts'
import { type Arm, type Check, countSql, type Driver, walkSql } from '../../src/store/sqlite/list/walk.ts'

const drivers: Driver[] = ['all', 'takeaways', 'language', 'term']
const checks: Check[] = ['language', 'category', 'tag', 'author', 'takeaways']

/** Every set of checks. */
const sets = Array.from({ length: 2 ** checks.length }, (_, bits) => checks.filter((_, bit) => (bits >> bit) & 1))

/** Reads the query plans of list statements in an empty database, one text for each step. */
function planReader(t: Test): (sql: string, values: Record<string, string>) => string[] {
  const path = join(t.testdir(), 'offprint.db')
  migrate(path)
  const connection = new Sqlite(path)
  t.teardown(() => connection.close())
  const range = { lowAt: 0, lowId: '', highAt: 1, highId: '', after: 0, before: 1, value: '', limit: 1 }
  return (sql, values) =>
    connection
      .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all({ ...range, ...values })
      .map(step => step.detail)
}

t.test('every list is one walk of an index, with nothing sorted and nothing scanned', async t => {
  const explain = planReader(t)
  const lists = Object.fromEntries(checks.map(check => [check, '[]']))
  for (const driver of drivers) {
    for (const sort of sorts) {
      for (const backwards of [false, true]) {
        for (const set of sets) {
          const sql = walkSql({ driver, sort, backwards, arms: [], checks: set })
          const steps = explain(sql, lists)
          // The values of a check are read from its JSON array; nothing else may be read from its beginning.
          const bad = steps.filter(step => /TEMP B-TREE|AUTOMATIC|^SCAN (?!json_each)/.test(step))
          if (bad.length > 0) t.fail(sql, { steps })
          const [first = ''] = steps
          const column = sort.endsWith('publishedAt') ? 'published_at' : 'updated_at'
          t.match(first, new RegExp(`^SEARCH k USING .*\\(k?\\.?${column},article_id\\)>\\(\\?,\\?\\) AND`), sql)
        }
      }
    }
  }
})

t.test('several filters are one merge of their indexes, with nothing sorted', async t => {
  const explain = planReader(t)
  const arms: Arm[] = [
    { driver: 'term', check: 'author' },
    { driver: 'language', check: 'language' },
    { driver: 'takeaways', check: 'takeaways' },
  ]
  for (const sort of sorts) {
    for (const backwards of [false, true]) {
      const sql = walkSql({ driver: 'term', sort, backwards, arms, checks: [] })
      const steps = explain(sql, { author: '', language: '' })
      t.strictSame(
        steps.filter(step => /B-TREE|AUTOMATIC|SCAN/.test(step)),
        [],
      )
      t.equal(steps.filter(step => step === 'MERGE (INTERSECT)').length, arms.length)
      const column = sort.endsWith('publishedAt') ? 'published_at' : 'updated_at'
      const range = new RegExp(`^SEARCH k USING .*\\(${column},article_id\\)>\\(\\?,\\?\\) AND`)
      t.equal(steps.filter(step => range.test(step)).length, arms.length + 1)
    }
  }
})

t.test('the first translation in a list of languages is found by indexes, in every list and count', async t => {
  const explain = planReader(t)
  const steps = (sql: string) => explain(sql, { preferred: '|de|en|', tag: '[]' })
  const lookUps = [
    'SEARCH p USING INDEX sqlite_autoindex_print_1 (article_id=?)',
    'SEARCH o USING INDEX print_translation_group (translation_group=?)',
  ]
  for (const driver of drivers) {
    for (const sort of sorts) {
      for (const backwards of [false, true]) {
        const plan = steps(walkSql({ driver, sort, backwards, arms: [], checks: ['tag', 'preferred'] }))
        t.strictSame(
          plan.filter(step => /TEMP B-TREE|AUTOMATIC|^SCAN (?!json_each)/.test(step)),
          [],
          `${driver} ${sort}`,
        )
        t.strictSame(
          lookUps.filter(one => !plan.includes(one)),
          [],
        )
      }
    }
  }
  const counted = steps(countSql({ driver: 'term', arms: [], checks: ['tag', 'preferred'] }))
  t.strictSame(
    lookUps.filter(one => !counted.includes(one)),
    [],
  )
  const [first, second] = counted
  t.match(first, /^CO-ROUTINE/)
  t.match(second, /^SEARCH k USING PRIMARY KEY \(term_id=\? AND \(published_at,article_id\)>/)
  t.strictSame(
    counted.filter(step => /TEMP B-TREE|AUTOMATIC|^SCAN (?!json_each|\(subquery)/.test(step)),
    [],
  )
})
