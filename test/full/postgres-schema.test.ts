import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import t, { type Test } from 'tap'
import type { Client } from '../../src/store/postgres/database/client.ts'
import { migrate } from '../../src/store/postgres/database/migrate.ts'
import * as postgres from '../../src/store/postgres/schema/table.ts'
import { startLite } from '../postgres/pglite.ts'
import { sqliteTables } from '../store/tables.ts'

const folder = new URL('../../migrations/postgres/', import.meta.url).pathname
const { client } = await startLite(t)

/** Runs a test in an empty schema of its own. */
async function inSchema(t: Test, name: string): Promise<Client> {
  await client.query({ text: `CREATE SCHEMA ${name}; SET search_path TO ${name}` })
  t.teardown(() => client.query({ text: `DROP SCHEMA ${name} CASCADE; SET search_path TO migrated` }))
  return client
}

async function rows(client: Client, text: string): Promise<unknown[][]> {
  return (await client.query({ text })).rows
}

t.test('drizzle-kit generates no migration, because the migrations match the schema', async t => {
  const { entries } = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8'))
  const number = String(entries.length - 1).padStart(4, '0')
  const last = JSON.parse(readFileSync(join(folder, `meta/${number}_snapshot.json`), 'utf8'))
  t.strictSame(await generateMigration(last, generateDrizzleJson(postgres, last.id)), [])
})

t.test('a migrated database has the tables, columns and indexes of SQLite, and few of its own', async t => {
  await client.query({ text: 'CREATE SCHEMA migrated; SET search_path TO migrated' })
  t.strictSame(
    await migrate(client),
    JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')).entries.map(({ tag }: { tag: string }) => tag),
  )
  t.strictSame(await migrate(client), [], 'nothing is left')
  const types: Record<string, string> = { integer: 'bigint', text: 'text', blob: 'bytea' }
  const columnsOf = (table: SQLiteTable) => {
    const { name, columns, primaryKeys } = getTableConfig(table)
    const keys = primaryKeys.flatMap(key => key.columns.map(column => column.name))
    return columns.map(column => {
      const isKey = column.primary || keys.includes(column.name)
      return `${name}.${column.name} ${types[column.getSQLType()]}${column.notNull || isKey ? ' NOT NULL' : ''}`
    })
  }
  const found = await rows(
    client,
    `SELECT table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
      FROM information_schema.columns
      WHERE table_schema = 'migrated' AND table_name NOT IN ('migration', 'change_counter', 'upload_chunk', 'sqlite_sequence', 'search_vector')`,
  )
  t.strictSame(found.map(String).sort(), sqliteTables.flatMap(columnsOf).sort())
  const indexes = sqliteTables.flatMap(table => {
    const { name, indexes, columns, uniqueConstraints } = getTableConfig(table)
    return [
      ...indexes.map(index => index.config.name),
      ...uniqueConstraints.map(constraint => constraint.getName()),
      ...columns.filter(column => column.isUnique).map(column => `${name}_${column.name}_unique`),
    ]
  })
  const foundIndexes = await rows(
    client,
    `SELECT indexname FROM pg_indexes WHERE schemaname = 'migrated' AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_pk' AND indexname <> 'search_vector_tokens'`,
  )
  t.strictSame(foundIndexes.map(String).sort(), indexes.sort())
  const collations = await rows(
    client,
    `SELECT DISTINCT collation_name FROM information_schema.columns WHERE table_schema = 'migrated' AND data_type = 'text'`,
  )
  t.strictSame(collations, [['C']], 'all text compares by bytes')
})

t.test('triggers count delivered articles by language and term', async t => {
  const print = (
    id: string,
    language: string,
  ) => `INSERT INTO article (id, version, status, edition, created_at, modified_at,
      slug, title, language, direction, custom, published_precision, mark, audit_number)
    VALUES ('${id}', 1, 'published', 1, 0, 0, '${id}', '', '${language}', 'ltr', '{}', 'instant', '', 0);
    INSERT INTO print (article_id, edition, revision, epoch, slug, title, canonical_url, language, printed_at, published_at,
      updated_at, key_takeaways, head, item)
    VALUES ('${id}', 1, ${id.length}, '', '${id}', '', '', '${language}', 0, 0, 0, 0, '{}', '');`
  const counts = () => rows(client, 'SELECT language, articles FROM print_language ORDER BY language')
  const used = () => rows(client, 'SELECT articles FROM term')
  await client.query({ text: print('a', 'en') + print('bb', 'en') })
  await client.query({ text: `INSERT INTO term (id, kind, slug, name, articles) VALUES ('t', 'tag', 't', 'T', 0)` })
  await client.query({ text: `INSERT INTO print_term VALUES ('t', 0, 'a', 0, 'tag'), ('t', 0, 'bb', 0, 'tag')` })
  t.strictSame(await counts(), [['en', 2]])
  t.strictSame(await used(), [[2]])
  await client.query({ text: `UPDATE print SET language = 'de' WHERE article_id = 'a'` })
  t.strictSame(await counts(), [
    ['de', 1],
    ['en', 1],
  ])
  await client.query({ text: `DELETE FROM print WHERE article_id = 'bb'` })
  t.strictSame(await counts(), [
    ['de', 1],
    ['en', 0],
  ])
  t.strictSame(await used(), [[1]])
})

t.test('a database of another program is refused and not changed', async t => {
  const client = await inSchema(t, 'foreign_tables')
  await client.query({ text: 'CREATE TABLE migration (name text)' })
  await t.rejects(migrate(client), {
    code: 'store-unusable',
    message: 'The database belongs to another program.',
    hint: 'Set DATABASE_URL to an empty database or schema.',
  })
  t.strictSame(await rows(client, `SELECT tablename FROM pg_tables WHERE schemaname = 'foreign_tables'`), [
    ['migration'],
  ])
})

t.test('a database that a newer version migrated is refused', async t => {
  await client.query({ text: `SET search_path TO migrated; INSERT INTO migration VALUES ('9999_future', 0)` })
  await t.rejects(migrate(client), {
    code: 'store-unusable',
    message: 'The database has a newer schema than this version of Offprint supports.',
    hint: 'It was opened by a newer version (9999_future). Run that version, or restore a backup.',
  })
})

t.test('a failing migration leaves nothing behind', async t => {
  const client = await inSchema(t, 'failing')
  const folder = t.testdir({
    meta: { '_journal.json': JSON.stringify({ entries: [{ tag: '0000_a' }, { tag: '0001_b' }] }) },
    '0000_a.sql': 'CREATE TABLE a (id text)',
    '0001_b.sql': 'CREATE TABLE b (id text);\n--> statement-breakpoint\nCREATE TABLE a (id text)',
  })
  await t.rejects(migrate(client, { folder }), { code: '42P07' })
  t.strictSame(await rows(client, `SELECT tablename FROM pg_tables WHERE schemaname = 'failing'`), [])
})
