import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import type { Content } from '../../src/domain/content/content.ts'
import { operatorRights } from '../../src/domain/import/job.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import { importArticles } from '../../src/editorial/import/articles.ts'
import type { ImportItem } from '../../src/importer/source/run.ts'
import { openStore } from '../../src/store/open.ts'
import { migrate } from '../../src/store/sqlite/database/migrate.ts'
import { digest, manuscript, numberedIds, site } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { articles, desk } from '../http/editorial/desk.ts'

/** A result of an earlier importer, with all front matter in the custom members. */
function item(name: string, importer: string, custom: Content['custom'], source: string): ImportItem {
  const bytes = Buffer.from(source)
  return {
    name,
    externalId: `news:${name}`,
    origin: `/news/${name}`,
    importer,
    imported: {
      kind: 'article',
      manuscript: manuscript({ title: name, slug: name, custom }),
      status: 'publishable',
      report: { notes: [], consumed: [] },
      raw: { mediaType: 'text/markdown;charset=utf-8', bytes },
    },
    hash: source,
    isOnly: true,
    rawHash: source,
  }
}

t.test('a migration removes the custom members that earlier imports copied from front matter', async t => {
  const { store, time, ask } = await desk(t)
  const path = join(t.testdirName, 'offprint.db')
  const deps = { store, clock: () => time.now, newId: numberedIds('0bbb0000'), originExists: () => false }
  const publish = (...items: ImportItem[]) =>
    importArticles(
      items,
      { publish: true, force: false, actor: 'test', source: 'test', rights: operatorRights(undefined) },
      deps,
    )
  const stated = { desk: 'city', list: [1, { a: 'b' }], rate: 1.5, yes: true, 'a "b"': 'c' }
  await publish(
    item('plain', 'markdown', { api_key: 'x', layout: 'post', custom: stated }, '---\napi_key: x\n---\nWords.'),
    item('secret', 'markdown', { params: { password: 'hunter2' } }, '---\nparams: {password: hunter2}\n---\nWords.'),
    item('lines', 'ndjson', { api_key: 'x' }, '{"title":"lines"}'),
  )
  const [edited] = await publish(
    item('edited', 'markdown', { old_key: 'x', colour: 'red' }, '---\nold_key: x\ncolour: red\n---\n'),
  )
  await publish(item('edited', 'markdown', { new_key: 'x', colour: 'red' }, '---\nnew_key: x\ncolour: red\n---\n'))
  const ref = `${articles}/${edited?.article?.id}`
  const read = await ask('GET', ref)
  const changed = await ask('PATCH', ref, { body: { custom: { page: 3 } }, version: read.body.version })
  await ask('POST', `${ref}/publish`, { version: changed.body.version })

  const connection = new Sqlite(path)
  t.teardown(() => connection.close())
  connection.exec("DELETE FROM migration WHERE name LIKE '%_front_matter_custom'")
  hasMembers(t, migrate(path), [/_front_matter_custom$/])
  const custom = (from: string) =>
    connection
      .prepare(from)
      .pluck()
      .all()
      .map(json => JSON.parse(String(json)))
  const kept = [{ page: 3 }, { api_key: 'x' }, stated, {}]
  t.strictSame(custom('SELECT custom FROM article ORDER BY slug'), kept)
  t.strictSame(
    custom(
      "SELECT e.content -> '$.custom' FROM edition e JOIN article a ON a.id = e.article_id ORDER BY a.slug, number",
    ),
    [{}, {}, ...kept],
  )
  t.strictSame(connection.prepare('SELECT name FROM raw_source ORDER BY name').pluck().all(), [
    'edited',
    'lines',
    'plain',
  ])

  const printer = createPrinter({ ...site, title: 'Other' }, digest)
  const later = await openStore({ url: path, printer, newId: numberedIds(), clock: () => time.now, waiting: 'async' })
  t.teardown(() => later.close())
  await later.claimEpoch({ at: '2026-11-22T12:00:00Z', publicUrl: site.publicUrl })
  while ((await later.reprint('2026-11-22T12:00:00Z')).left > 0);
  for (const [index, slug] of ['edited', 'lines', 'plain', 'secret'].entries()) {
    const found = await later.find(slug)
    const print = found?.kind === 'print' ? JSON.parse(found.print.body.toString()) : undefined
    t.strictSame(print?.metadata.custom, kept[index], slug)
  }
})
