import { join } from 'node:path'
import t, { type Test } from 'tap'
import { dateSorts as sorts } from '../../src/domain/page/query.ts'
import { type Arm, type Check, countQuery, type Driver, walkQuery } from '../../src/store/rows/list/walk.ts'
import { openReader } from '../../src/store/sqlite/database/connection.ts'
import { migrate } from '../../src/store/sqlite/database/migrate.ts'
import { hasMembers } from '../has-members.ts'
import { planReader } from './plan.ts'

const drivers: Driver[] = ['all', 'takeaways', 'language', 'term']
const checks: Check[] = ['language', 'category', 'tag', 'author', 'takeaways']

/** Every set of checks. */
const sets = Array.from({ length: 2 ** checks.length }, (_, bits) => checks.filter((_, bit) => (bits >> bit) & 1))

/** An empty database, and a reader of query plans. */
function open(t: Test) {
  const path = join(t.testdir(), 'offprint.db')
  migrate(path)
  const connection = openReader(path)
  t.teardown(() => connection.close())
  return { connection, explain: planReader(t, path) }
}

t.test('every list reads one index, without sorting or scanning', async t => {
  const { connection, explain } = open(t)
  for (const driver of drivers) {
    for (const sort of sorts) {
      for (const backwards of [false, true]) {
        for (const set of sets) {
          const query = walkQuery(connection, { driver, sort, backwards, arms: [], checks: set }).toSQL()
          const steps = explain(query)
          // The values of a check are read from its JSON array; every other table must be searched, not scanned.
          const bad = steps.filter(step => /TEMP B-TREE|AUTOMATIC|^SCAN (?!json_each)/.test(step))
          if (bad.length > 0) t.fail(query.sql, { steps })
          const [first = ''] = steps
          const column = sort.endsWith('publishedAt') ? 'published_at' : 'updated_at'
          t.match(
            first,
            new RegExp(`^SEARCH print(_term)? USING .*\\(${column},article_id\\)>\\(\\?,\\?\\) AND`),
            query.sql,
          )
        }
      }
    }
  }
})

t.test('several filters merge their indexes without sorting', async t => {
  const { connection, explain } = open(t)
  const arms: Arm[] = [
    { driver: 'term', check: 'author' },
    { driver: 'language', check: 'language' },
    { driver: 'takeaways', check: 'takeaways' },
  ]
  for (const sort of sorts) {
    for (const backwards of [false, true]) {
      const steps = explain(walkQuery(connection, { driver: 'term', sort, backwards, arms, checks: [] }).toSQL())
      t.strictSame(
        steps.filter(step => /B-TREE|AUTOMATIC|SCAN/.test(step)),
        [],
      )
      t.equal(steps.filter(step => step === 'MERGE (INTERSECT)').length, arms.length)
      const column = sort.endsWith('publishedAt') ? 'published_at' : 'updated_at'
      const range = new RegExp(`^SEARCH print(_term)? USING .*\\(${column},article_id\\)>\\(\\?,\\?\\) AND`)
      t.equal(steps.filter(step => range.test(step)).length, arms.length + 1)
    }
  }
})

t.test('every list and count finds the first translation in a list of languages with indexes', async t => {
  const { connection, explain } = open(t)
  const lookUps = [
    'SEARCH own USING INDEX sqlite_autoindex_print_1 (article_id=?)',
    'SEARCH other USING INDEX print_translation_group (translation_group=?)',
  ]
  for (const driver of drivers) {
    for (const sort of sorts) {
      for (const backwards of [false, true]) {
        const walk = { driver, sort, backwards, arms: [], checks: ['tag', 'preferred'] as const }
        const plan = explain(walkQuery(connection, walk).toSQL())
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
  const counted = explain(countQuery(connection, { driver: 'term', arms: [], checks: ['tag', 'preferred'] }).toSQL())
  t.strictSame(
    lookUps.filter(one => !counted.includes(one)),
    [],
  )
  hasMembers(t, counted.slice(0, 2), [
    /^CO-ROUTINE/,
    /^SEARCH print_term USING PRIMARY KEY \(term_id=\? AND \(published_at,article_id\)>/,
  ])
  t.strictSame(
    counted.filter(step => /TEMP B-TREE|AUTOMATIC|^SCAN (?!json_each|walked$)/.test(step)),
    [],
  )
})
