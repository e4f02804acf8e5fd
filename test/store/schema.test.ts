import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api'
import { getTableConfig } from 'drizzle-orm/sqlite-core'
import t from 'tap'
import { migrate } from '../../src/store/sqlite/database/migrate.ts'
import { sqliteSchema as schema } from './tables.ts'

const folder = new URL('../../migrations/sqlite/', import.meta.url).pathname

type Column = { name: string; type: string; notnull: number; pk: number }

t.test('drizzle-kit generates no migration, because the migrations match the schema', async t => {
  const { entries } = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8'))
  const number = String(entries.length - 1).padStart(4, '0')
  const last = JSON.parse(readFileSync(join(folder, `meta/${number}_snapshot.json`), 'utf8'))
  const now = await generateSQLiteDrizzleJson(schema, last.id)
  t.strictSame(await generateSQLiteMigration(last, now), [])
})

// FTS5 creates the tables of `search_index`.
t.test('a migrated file has exactly the tables, columns and indexes of the schema', async t => {
  const path = join(t.testdir(), 'offprint.db')
  migrate(path)
  const connection = new Sqlite(path)
  t.teardown(() => connection.close())
  const columns = connection.prepare<[string], Column>('SELECT name, type, "notnull", pk FROM pragma_table_info(?)')
  const named = (type: string) =>
    connection
      .prepare(
        `SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%' ORDER BY name`,
      )
      .pluck()
      .all(type)
  const configs = Object.values(schema).map(table => getTableConfig(table))
  t.strictSame(named('table'), [...configs.map(config => config.name), 'migration'].sort())
  const indexes = configs.flatMap(({ name, indexes, columns, uniqueConstraints }) => [
    ...indexes.map(index => index.config.name),
    ...uniqueConstraints.map(constraint => constraint.getName()),
    ...columns.filter(column => column.isUnique).map(column => `${name}_${column.name}_unique`),
  ])
  t.strictSame(named('index'), indexes.sort())
  for (const config of configs) {
    const composite = config.primaryKeys.flatMap(key => key.columns.map(column => column.name))
    const expected = config.columns.map(({ name, notNull, primary, getSQLType, ...column }) => {
      const place = composite.indexOf(name) + 1 || (primary ? 1 : 0)
      return { name, type: getSQLType.call({ ...column, name }).toUpperCase(), notnull: notNull ? 1 : 0, pk: place }
    })
    const actual = columns.all(config.name).map(column => ({ ...column, type: column.type.toUpperCase() }))
    t.strictSame(actual, expected, config.name)
  }
})

t.test('a table is WITHOUT ROWID if the comment in the schema requires it', async t => {
  const path = join(t.testdir(), 'offprint.db')
  migrate(path)
  const connection = new Sqlite(path)
  t.teardown(() => connection.close())
  const actual = connection.prepare(
    "SELECT name FROM pragma_table_list WHERE wr = 1 AND schema = 'main' AND name NOT LIKE 'search_index%' ORDER BY name",
  )
  const folder = new URL('../../src/store/schema/', import.meta.url)
  const sources = readdirSync(folder).map(name => readFileSync(new URL(name, folder), 'utf8'))
  const said = sources.flatMap(source =>
    [...source.matchAll(/WITHOUT ROWID\.\s*\*\/\s*export const \w+ = sqliteTable\(\s*'(\w+)'/g)].map(match => match[1]),
  )
  t.strictSame(actual.pluck().all(), said.sort())
})
