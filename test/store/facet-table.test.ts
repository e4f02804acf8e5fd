import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { openStore } from '../../src/store/open.ts'
import { gte } from '../../src/store/rows/database/drizzle.ts'
import { runAtOnce } from '../../src/store/rows/database/routine.ts'
import { searchDocument } from '../../src/store/schema/search.ts'
import { openReader } from '../../src/store/sqlite/database/connection.ts'
import { countsOf, createFacetTables } from '../../src/store/sqlite/search/facet-table.ts'
import { at, ending, openFresh, publication, put } from '../contract/store/newsroom.ts'
import { makeTerms } from '../make-terms.ts'

t.test('the table of facets follows the change log', async t => {
  const path = join(t.testdir(), 'offprint.db')
  const open = (place: string, tools: Parameters<Parameters<typeof openFresh>[1]['open']>[1]) =>
    openStore({ url: place, waiting: 'async', ...tools })
  const { store } = await openFresh(t, { name: 'sqlite', place: () => path, open })
  const terms = [
    { kind: 'tag', name: 'Sea' },
    { kind: 'tag', name: 'Art' },
    { kind: 'category', name: 'News' },
  ] as const
  const [sea = '', art = '', news = ''] = await makeTerms(store, terms)
  const published = (number: number, day: string, more: Parameters<typeof publication>[1]) =>
    publication(number, { title: `Ferry ${number}`, publishedAt: `2026-11-${day}T09:00:00Z`, ...more })
  await put(
    store,
    published(1, '01', { tagIds: [sea], language: 'en' }),
    published(2, '01', { tagIds: [sea, art], language: 'de' }),
    published(3, '02', { categoryId: news, language: 'en' }),
  )
  const reader = openReader(path)
  t.teardown(() => reader.close())
  const tables = createFacetTables(reader)
  const state = () => runAtOnce(tables.state())
  const documents = () =>
    reader.db.select({ doc: searchDocument.doc }).from(searchDocument).where(gte(searchDocument.doc, 0)).all()
  const counts = (table = runAtOnce(tables.read(state()))) => {
    const docs = documents().map(({ doc }) => doc)
    return countsOf(
      docs.sort((one, other) => one - other),
      table,
    )
  }
  const table = runAtOnce(tables.read(state()))
  const writes = {
    'new article with a new tag and language': published(4, '01', { tagIds: [art], language: 'fr' }),
    'other tags': published(1, '01', { tagIds: [art], language: 'en' }),
    'other language': published(3, '02', { categoryId: news, language: 'sv' }),
    'other day': published(3, '05', { categoryId: news, language: 'sv' }),
    'withdrawn article': ending(2, { reason: 'withdrawn', at }),
    'new article in its place': published(5, '01', { categoryId: news, language: 'de' }),
  }
  for (const [name, write] of Object.entries(writes)) {
    await put(store, write)
    t.equal(runAtOnce(tables.update(table, state())), true, name)
    t.strictSame(counts(table), counts(), name)
  }
  t.strictSame(
    counts(table)?.terms,
    new Map([
      [art, 2],
      [news, 2],
    ]),
  )
  const { seq, builds } = state()
  t.equal(runAtOnce(tables.update(table, { seq: seq + 1, builds })), false, 'a change that the log does not have')
  t.strictSame(countsOf([1], table), undefined, 'a document that the table does not have')

  const connection = new Sqlite(path)
  t.teardown(() => connection.close())
  connection.exec("UPDATE search_state SET version = 0, cursor = ''; UPDATE search_document SET version = 0")
  for (let left = 1; left > 0; ) left = (await store.indexArticles()).left
  t.strictSame(state(), { seq, builds: builds + 1 })
  t.equal(runAtOnce(tables.update(table, state())), false, 'an index that was built again')
  t.strictSame(await store.indexArticles(), { indexed: 0, left: 0 })
  t.equal(state().builds, builds + 1)
})
