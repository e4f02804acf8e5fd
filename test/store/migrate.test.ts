import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { migrate } from '../../src/store/sqlite/database/migrate.ts'
import { hasMembers } from '../has-members.ts'
import { counts, fill } from './filled.ts'

const shipped = new URL('../../migrations/sqlite/', import.meta.url).pathname

type Journal = { entries: { tag: string }[] }

function journal(folder: string): Journal {
  return JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8'))
}

/** A folder next to a file with the first `upTo` shipped migrations, followed by `more`. */
function migrationsOf(path: string, upTo: number, more: Record<string, string> = {}): string {
  const folder = `${path}-migrations`
  cpSync(shipped, folder, { recursive: true })
  const entries = [...journal(shipped).entries.slice(0, upTo), ...Object.keys(more).map(tag => ({ tag }))]
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ entries }))
  for (const [tag, sql] of Object.entries(more)) writeFileSync(join(folder, `${tag}.sql`), sql)
  return folder
}

/** The schema of a file, without the runner's own table. */
function schemaOf(connection: Sqlite.Database): unknown[] {
  return connection.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name <> 'migration' ORDER BY name").all()
}

function use<Result>(path: string, work: (connection: Sqlite.Database) => Result): Result {
  const connection = new Sqlite(path)
  try {
    return work(connection)
  } finally {
    connection.close()
  }
}

const all = journal(shipped).entries.map(entry => entry.tag)

t.test('migrates a filled file of every schema version to the newest, with its rows and triggers', async t => {
  const fresh = join(t.testdir(), 'fresh.db')
  t.strictSame(migrate(fresh), all)
  const newest = use(fresh, schemaOf)
  for (const version of all.keys()) {
    await t.test(`from ${all[version]}`, async t => {
      const path = join(t.testdir(), 'old.db')
      migrate(path, migrationsOf(path, version + 1))
      const before = use(path, fill)
      t.strictSame(migrate(path), all.slice(version + 1))
      const [after, schema, orphans] = use(path, connection => [
        counts(connection),
        schemaOf(connection),
        connection.pragma('foreign_key_check'),
      ])
      // The table of the preview secret, those of print sets and the unused ones of webhooks are dropped.
      const dropped = ['setting', 'print_chunk', 'print_number', 'print_set', 'webhook', 'webhook_delivery']
      const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !dropped.includes(name)))
      hasMembers(t, after, kept)
      t.strictSame(schema, newest)
      t.strictSame(orphans, [])
    })
  }
})

t.test('the length of indexed bodies is recorded by the migration that adds it', async t => {
  const path = join(t.testdir(), 'offprint.db')
  migrate(path, migrationsOf(path, all.indexOf('0024_search_body_length')))
  use(path, connection =>
    connection.exec(`
      INSERT INTO search_document (doc, article_id, published_at, key, version, terms) VALUES (1, 'a', 0, 'k', 1, '[]'), (2, 'b', 0, 'k', 1, '[]');
      INSERT INTO search_text VALUES (1, '', '', '', '', '', '', '', 'boats sail =boat'), (2, '', '', '', '', '', '', '', '');`),
  )
  migrate(path)
  const lengths = use(path, connection => connection.prepare('SELECT doc, body_length FROM search_document').all())
  t.strictSame(lengths, [
    { doc: 1, body_length: 16 },
    { doc: 2, body_length: 0 },
  ])
})

t.test('a migration that rebuilds a table keeps the rows that refer to it', async t => {
  const path = join(t.testdir(), 'offprint.db')
  migrate(path)
  const before = use(path, fill)
  const { sql } = use(path, connection =>
    connection.prepare<[], { sql: string }>("SELECT sql FROM sqlite_schema WHERE name = 'article'").get(),
  ) ?? { sql: '' }
  const rebuild = `
    PRAGMA foreign_keys=OFF;
    ${sql.replace('`article`', '`__new_article`')};
    INSERT INTO __new_article SELECT * FROM article;
    DROP TABLE article;
    ALTER TABLE __new_article RENAME TO article;
    PRAGMA foreign_keys=ON;`
  t.strictSame(migrate(path, migrationsOf(path, all.length, { '9999_rebuild': rebuild })), ['9999_rebuild'])
  t.strictSame(use(path, counts), before)
  t.equal(before['section'], 1)
})

t.test('a migration that leaves orphans or fails is rolled back completely', async t => {
  const broken = {
    '9998_orphan': "DELETE FROM article; INSERT INTO view_count (article_id, views) VALUES ('a', 1);",
    '9999_wrong': "INSERT INTO view_count (article_id, views) VALUES ('a', 1); SELEKT;",
  }
  for (const [tag, sql] of Object.entries(broken)) {
    await t.test(tag, async t => {
      const path = join(t.testdir(), 'offprint.db')
      migrate(path)
      use(path, fill)
      const before = use(path, connection => [counts(connection), schemaOf(connection)])
      t.throws(() => migrate(path, migrationsOf(path, all.length, { [tag]: sql })))
      t.strictSame(
        use(path, connection => [counts(connection), schemaOf(connection)]),
        before,
      )
      t.strictSame(migrate(path), [])
    })
  }
})

t.test('a second start applies nothing', async t => {
  const path = join(t.testdir(), 'offprint.db')
  t.strictSame(migrate(path), all)
  t.strictSame(migrate(path), [])
})
