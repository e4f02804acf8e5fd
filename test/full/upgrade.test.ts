import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import { backupStore, checkStore, restoreStore } from '../../src/store/maintain.ts'
import { openStore } from '../../src/store/open.ts'
import { migrate } from '../../src/store/sqlite/database/migrate.ts'
import { build, site, usual } from '../build.ts'
import { digest, headed, numberedIds } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'

const shipped = new URL('../../migrations/sqlite/', import.meta.url).pathname
const { entries }: { entries: { tag: string }[] } = JSON.parse(
  readFileSync(join(shipped, 'meta/_journal.json'), 'utf8'),
)
t.setTimeout(300_000)

const newest = Promise.withResolvers<Buffer>()

t.test('the newest schema stores the content for files of every schema version', async t => {
  const { publish, edit, end } = await build(t)
  const path = join(t.testdirName, 'offprint.db')
  await publish('ferries', { title: 'Ferries', tags: ['Boats'], sections: [headed('Piers', 'Two piers.')] })
  const quays = await publish('quays', { title: 'Quays', tags: ['Boats'], authors: [{ name: 'Ada' }] })
  const gone = await publish('gone', { title: 'Gone' })
  await edit(quays.id, content => ({ ...content, title: 'Long quays' }))
  await end(gone.id, { reason: 'deleted' })
  await backupStore(path, `${path}.backup`, { keep: undefined })
  newest.resolve(readFileSync(`${path}.backup`))
})

/** A file of an earlier schema with the same content: the columns that both schemas have. */
function makeOld(path: string, source: string, version: number): void {
  const folder = `${path}-migrations`
  cpSync(shipped, folder, { recursive: true })
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ entries: entries.slice(0, version) }))
  migrate(path, folder)
  const connection = new Sqlite(path)
  try {
    connection.pragma('foreign_keys = OFF')
    connection.prepare('ATTACH ? AS newest').run(source)
    // The rows of the search index are in its shadow tables, which only this mode writes.
    connection.unsafeMode()
    const tables = connection
      .prepare<[], string>(
        `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'virtual' AND name NOT LIKE 'sqlite_%'
           AND name <> 'migration' AND name IN (SELECT name FROM newest.sqlite_schema)`,
      )
      .pluck()
      .all()
    for (const table of tables) copyRows(connection, table)
    // Triggers have counted the rows twice.
    for (const table of ['term', 'print_language']) copyRows(connection, table)
    connection.exec('DELETE FROM sqlite_sequence; INSERT INTO sqlite_sequence SELECT * FROM newest.sqlite_sequence')
  } finally {
    connection.close()
  }
}

function copyRows(connection: Sqlite.Database, table: string): void {
  const columns = (schema: string) =>
    connection
      .prepare<[string, string], { name: string; type: string; notnull: 0 | 1; dflt_value: unknown }>(
        'SELECT name, type, "notnull", dflt_value FROM pragma_table_info(?, ?)',
      )
      .all(table, schema)
  const known = new Set(columns('newest').map(({ name }) => name))
  const wanted = columns('main').filter(({ name, notnull, dflt_value }) => known.has(name) || (notnull && !dflt_value))
  const values = wanted.map(({ name, type }) => (known.has(name) ? `"${name}"` : /int/i.test(type) ? '0' : "''"))
  connection.exec(`DELETE FROM main."${table}"`)
  connection.exec(
    `INSERT INTO main."${table}" (${wanted.map(({ name }) => `"${name}"`).join(', ')})
     SELECT ${values.join(', ')} FROM newest."${table}"`,
  )
}

for (const [index, { tag }] of entries.entries()) {
  t.test(`a file of the schema ${tag} is saved, migrated and served`, async t => {
    const folder = t.testdir()
    const url = join(folder, 'offprint.db')
    writeFileSync(join(folder, 'backup'), await newest.promise)
    restoreStore(join(folder, 'backup'), join(folder, 'source.db'))
    makeOld(url, join(folder, 'source.db'), index + 1)
    const time = { now: new Date('2026-11-23T12:00:00Z') }
    const clock = () => time.now
    const tools = { printer: createPrinter(site, digest), newId: numberedIds('0ccc0000'), clock }
    const store = await openStore({ url, migrationBackup: true, waiting: 'async', ...tools })
    const uploads = { maxBytes: 65_536 }
    const app = await buildApp({ ...usual, waitingImports: { imports: 1, bytes: 1 }, uploads, site, store, ...tools })
    t.teardown(async () => {
      await app.close()
      await store.close()
    })
    const saved = readdirSync(folder).filter(name => name.startsWith('offprint.db.before'))
    const next = entries[index + 1]
    t.strictSame(saved, next ? [`offprint.db.before-${next.tag}`] : [])

    await store.claimEpoch({ at: '2026-11-23T12:00:00Z', publicUrl: site.publicUrl })
    while ((await store.reprint('2026-11-23T12:00:00Z')).left > 0);
    const get = async (path: string) => {
      const { statusCode, body } = await app.inject(path)
      return { status: statusCode, body: body.startsWith('{') ? JSON.parse(body) : body }
    }
    hasMembers(t, await get('/v1/articles/ferries'), {
      status: 200,
      body: { title: 'Ferries', metadata: { tags: [{ name: 'Boats' }] }, sections: [{ heading: 'Piers' }] },
    })
    hasMembers(t, await get('/v1/articles?tag=boats&count=true'), {
      status: 200,
      body: { items: [{ title: 'Long quays' }, { title: 'Ferries' }], page: { total: 2 } },
    })
    hasMembers(t, await get('/v1/articles/gone'), { status: 410, body: { gone: { reason: 'deleted' } } })
    hasMembers(t, await get('/v1/sync'), {
      status: 200,
      body: { articles: [{ slug: 'quays' }, { slug: 'ferries' }], more: false },
    })
    hasMembers(t, await checkStore({ url }, { ...tools, repair: false }), { prints: 2, waiting: 0, problems: [] })

    if (!next) return
    // The saved file is the complete old file.
    const again = join(folder, 'again.db')
    t.equal(restoreStore(join(folder, saved[0] ?? ''), again).published, 2)
    const restored = await openStore({ url: again, waiting: 'async', ...tools })
    t.teardown(() => restored.close())
    hasMembers(t, await restored.find('ferries'), { kind: 'print' })
  })
}
