import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import type { Content } from '../../src/domain/content/content.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import type { ArticleWrite } from '../../src/domain/store/article/article-store.ts'
import type { Store } from '../../src/domain/store/store.ts'
import { openStore } from '../../src/store/open.ts'
import { erasure, publication, put, write } from '../contract/store/newsroom.ts'
import { digest, numberedId, numberedIds, paragraph, site } from '../domain/sample.ts'
import { copyEmptyStore } from '../empty-store.ts'
import { hasMembers } from '../has-members.ts'

async function opened(t: Test) {
  const path = join(t.testdir(), 'x.db')
  await copyEmptyStore(path)
  const clock = () => new Date('2026-11-22T12:00:00Z')
  const tools = { printer: createPrinter(site, digest), newId: numberedIds(), clock, waiting: 'async' as const }
  const open = async () => {
    const store = await openStore({ url: path, ...tools })
    t.teardown(() => store.close())
    return store
  }
  /** How often a text occurs in the file and its log, in any letter case. */
  const count = (text: string) =>
    [path, `${path}-wal`]
      .filter(file => existsSync(file))
      .map(file => readFileSync(file).toString('latin1').toLowerCase().split(text.toLowerCase()).length - 1)
      .reduce((sum, one) => sum + one)
  return { path, store: await open(), open, count }
}

/** A content with a unique word in every member, many times, that differs in each edition. */
function said(number: number, edition: number): Partial<Content> {
  const word = wordOf(number)
  return {
    title: `${word} ${edition}`,
    summary: word.repeat(1 + (edition % 7)),
    custom: { [word]: word },
    sections: [
      {
        id: numberedId(500 + number),
        anchor: 'lead',
        level: 1,
        formerAnchors: [],
        blocks: [paragraph(`${word} `.repeat(20 * edition))],
      },
    ],
  }
}

const wordOf = (number: number) => `Qz${number}Word`

async function fill(store: Store, count: number): Promise<void> {
  for (let edition = 1; edition <= 6; edition += 1) {
    const items = Array.from({ length: count }, (_, index) => {
      const number = index + 1
      const made = publication(number, said(number, ((number * edition) % 9) + 1), {
        externalId: `cms:${wordOf(number)}`,
      })
      const bytes = Buffer.from(`${wordOf(number)} raw ${edition}`.repeat(number))
      const source = { importer: 'text', name: wordOf(number), mediaType: 'text/plain', bytes, hash: `${edition}` }
      const decide: ArticleWrite['decide'] = (now, around) => {
        const decided = made.decide(now, around)
        return decided.unchanged
          ? decided
          : { ...decided, source, audit: { action: 'edit', detail: { was: wordOf(number) } } }
      }
      return { ...made, decide }
    })
    await put(store, ...items)
  }
}

t.test('erase: removes every byte of the article from the file and its log', async t => {
  const { store, open, count } = await opened(t)
  await fill(store, 60)
  t.ok(count(wordOf(7)) > 50, `${count(wordOf(7))} times before`)
  const reader = await open()
  t.equal((await reader.find(numberedId(7)))?.kind, 'print')
  for (const number of [1, 7, 8, 30, 31, 60]) {
    const [written] = await store.writeArticles([erasure(number)], write)
    hasMembers(t, written, { ok: true, article: undefined })
    t.equal(count(`${wordOf(number)}`), 0, wordOf(number))
  }
  for (const number of [2, 29, 59]) t.ok(count(wordOf(number)) > 50, 'keeps the other articles')
  hasMembers(t, await reader.find(numberedId(7)), { kind: 'gone', tombstone: { slug: 'article-7', reason: 'deleted' } })
})

t.test('erase: the next import from the same source creates another article', async t => {
  const { store } = await opened(t)
  await fill(store, 1)
  await store.writeArticles([erasure(1)], write)
  t.equal(await store.articleByExternalId(`cms:${wordOf(1)}`), undefined)
  t.equal(await store.source(numberedId(1)), undefined)
  t.strictSame(await store.importedFrom({ prefix: '', limit: 9 }), [])
  await put(store, publication(2, { slug: 'article-2' }, { externalId: `cms:${wordOf(1)}` }))
  t.equal((await store.articleByExternalId(`cms:${wordOf(1)}`))?.id, numberedId(2))
  hasMembers(t, await store.find(numberedId(1)), { kind: 'gone' })
})

t.test(
  'erase: an article that an open reader keeps in the log is removed by the next write after the reader ends',
  async t => {
    const { path, store, count } = await opened(t)
    await fill(store, 3)
    const reader = new Sqlite(path)
    t.teardown(() => reader.close())
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM article').get()
    hasMembers(t, await store.writeArticles([erasure(1)], write), [{ ok: true, article: undefined }])
    t.equal(await store.article(numberedId(1)), undefined)
    t.ok(count(wordOf(1)) > 0, 'the log still contains it while the reader is open')
    reader.exec('COMMIT')
    await put(store, publication(2, { title: 'Anew' }))
    t.equal(count(wordOf(1)), 0)
  },
)
