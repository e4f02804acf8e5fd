import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { keptVersionBytes } from '../../src/domain/article/version.ts'
import { openStore } from '../../src/store/open.ts'
import { draft, openFresh, publication, put } from '../contract/store/newsroom.ts'
import { numberedId, paragraph } from '../domain/sample.ts'

const id = numberedId(1)

/** A store with access to its rows. */
async function versions(t: Parameters<typeof openFresh>[0]) {
  const path = join(t.testdir(), 'offprint.db')
  const { store } = await openFresh(t, {
    name: 'sqlite',
    place: () => path,
    open: (url, tools) => openStore({ url, waiting: 'async', ...tools }),
  })
  const connection = new Sqlite(path, { readonly: true })
  t.teardown(() => connection.close())
  const rows = () =>
    connection
      .prepare('SELECT version, octet_length(content) AS bytes FROM article_version ORDER BY version')
      .all() as {
      version: number
      bytes: number | null
    }[]
  return { store, rows }
}

/** Text that does not get smaller by compression. */
const noise = (bytes: number) => ({
  sections: [
    {
      id: numberedId(30),
      anchor: 'lead',
      level: 1,
      formerAnchors: [],
      blocks: [paragraph(randomBytes((bytes * 3) / 4).toString('base64'))],
    },
  ],
})

t.test('a new article keeps no version, and a publication no content', async t => {
  const { store, rows } = await versions(t)
  await put(store, draft(1))
  t.strictSame(rows(), [])
  const stepped = {
    target: { id },
    decide: (now: unknown) => ({ article: { ...Object(now), version: 2 }, audit: { action: 'x' } }),
  }
  await put(store, stepped)
  t.strictSame(rows(), [{ version: 1, bytes: null }])
  await put(store, publication(1, { title: 'Changed' }))
  const [, { bytes } = { bytes: 0 }] = rows()
  t.ok(bytes !== null && bytes > 0 && bytes < 1000, `${bytes} bytes`)
  t.match(await store.articleVersion(id, 1), { version: 1, content: { title: 'Harbour Trust' } })
})

t.test('large versions of one article are bounded together; the newest of them is kept', async t => {
  const { store, rows } = await versions(t)
  for (let count = 0; count < 6; count += 1) await put(store, draft(1, noise(1_500_000)))
  t.strictSame(
    rows().map(({ version }) => version),
    [3, 4, 5],
  )
  t.ok(rows().reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) <= keptVersionBytes)
  await put(store, draft(1, noise(6_000_000)))
  await put(store, draft(1, noise(100)))
  t.strictSame(
    rows().map(({ version }) => version),
    [7],
  )
  t.equal((await store.articleVersion(id, 7))?.version, 7)
})
