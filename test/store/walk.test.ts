import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { sorts } from '../../src/domain/query.ts'
import { migrate } from '../../src/store/sqlite/migrate.ts'
import { type Check, type Driver, walkSql } from '../../src/store/sqlite/walk.ts'

const drivers: Driver[] = ['all', 'takeaways', 'language', 'term']
const checks: Check[] = ['language', 'category', 'tag', 'author', 'takeaways']

/** Every set of checks. */
const sets = Array.from({ length: 2 ** checks.length }, (_, bits) => checks.filter((_, bit) => (bits >> bit) & 1))

t.test('every list is one walk of an index, with nothing sorted and nothing scanned', async t => {
  const path = join(t.testdir(), 'offprint.db')
  migrate(path)
  const connection = new Sqlite(path)
  t.teardown(() => connection.close())
  const bound = { lowAt: 0, lowId: '', highAt: 1, highId: '', after: 0, before: 1, value: '', limit: 1 }
  const lists = Object.fromEntries(checks.map(check => [check, '[]']))
  for (const driver of drivers) {
    for (const sort of sorts) {
      for (const backwards of [false, true]) {
        for (const set of sets) {
          const sql = walkSql({ driver, sort, backwards, checks: set })
          const plan = connection.prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
          const steps = plan.all({ ...bound, ...lists }).map(step => step.detail)
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
