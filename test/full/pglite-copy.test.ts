import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import { openStore } from '../../src/store/open.ts'
import { createPostgresCopyDatabase } from '../../src/store/postgres/copy-database.ts'
import { migrate } from '../../src/store/postgres/database/migrate.ts'
import { openPostgresStore } from '../../src/store/postgres/store.ts'
import { copyStore } from '../../src/store/rows/copy/copy.ts'
import type { CopyDatabase } from '../../src/store/rows/copy/copy-database.ts'
import { openSqliteCopyDatabase } from '../../src/store/sqlite/copy-database.ts'
import { migrate as migrateFile } from '../../src/store/sqlite/database/migrate.ts'
import { publication, put } from '../contract/store/newsroom.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'
import { makeTerms } from '../make-terms.ts'
import { startLite } from '../postgres/pglite.ts'
import { fill } from '../store/filled.ts'
import { tableContent } from '../store/table-content.ts'

const tools = { printer: createPrinter(site, digest), newId: numberedIds(), clock: () => new Date(0) }

async function copy(source: CopyDatabase, target: CopyDatabase): Promise<void> {
  await copyStore(source, target, { keepReadOnly: false, progress: () => undefined })
  await source.close()
  await target.close()
}

t.test('a copy to PostgreSQL and back has the same rows, and both continue after the same numbers', async t => {
  const folder = t.testdir()
  const [from, back] = [join(folder, 'from.db'), join(folder, 'back.db')]
  const source = await openStore({ url: from, waiting: 'blocking', ...tools })
  t.teardown(() => source.close())
  const connection = new Sqlite(from)
  fill(connection)
  connection.close()
  const tagIds = await makeTerms(source, [{ kind: 'tag', name: 'Harbour' }])
  await put(source, ...Array.from({ length: 60 }, (_, index) => publication(index + 1, { tagIds })))
  const { client, poolOf } = await startLite(t)
  await client.query({ text: 'CREATE SCHEMA copied; SET search_path TO copied' })
  await migrate(client)

  await copy(openSqliteCopyDatabase(from), createPostgresCopyDatabase(poolOf('copied'), tools.clock))
  migrateFile(back)
  await copy(createPostgresCopyDatabase(poolOf('copied'), tools.clock), openSqliteCopyDatabase(back))
  t.strictSame(tableContent(back), tableContent(from))

  const lite = openPostgresStore(poolOf('copied'), tools)
  for (const store of [source, lite]) await put(store, publication(100, { tagIds, language: 'de' }))
  t.equal(await lite.lastChange(), await source.lastChange())
  const audits = async (store: typeof lite) => (await store.audit({ limit: 1 })).entries.map(({ number }) => number)
  t.strictSame(await audits(lite), await audits(source))
  const tags = async (store: typeof lite) => (await store.terms('tag', { sort: 'slug', limit: 10 })).terms
  t.strictSame(
    (await tags(lite)).map(({ slug, articles }) => [slug, articles]),
    [['harbour', 61]],
    'the copy counts the articles of terms',
  )
  t.strictSame(await tags(lite), await tags(source))
  t.ok((await lite.languages()).includes('de'), 'the copy counts the articles of languages')
})
