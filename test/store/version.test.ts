import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { keptVersionBytes } from '../../src/domain/article/version.ts'
import { openStore } from '../../src/store/open.ts'
import { draft, openFresh, publication, put } from '../contract/store/newsroom.ts'
import { numberedId, paragraph } from '../domain/sample.ts'
import { copyEmptyStore } from '../empty-store.ts'
import { hasMembers } from '../has-members.ts'

const id = numberedId(1)

/** A store, and a function that reads its version rows. */
async function versions(t: Parameters<typeof openFresh>[0]) {
  const path = join(t.testdir(), 'offprint.db')
  await copyEmptyStore(path)
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

/** A text that is the same on every run and that compression does not shorten. */
const incompressible = (outputLength: number, seed: number) =>
  createHash('shake256', { outputLength }).update(`${seed}`).digest('base64')

const noise = (bytes: number, seed: number) => ({
  sections: [
    {
      id: numberedId(30),
      anchor: 'lead',
      level: 1,
      formerAnchors: [],
      blocks: [paragraph(incompressible((bytes * 3) / 4, seed))],
    },
  ],
})

t.test('stores no version for a new article, and no content for a publication', async t => {
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
  hasMembers(t, await store.articleVersion(id, 1), {
    version: 1,
    content: { title: 'Harbour Trust buys two electric ferries' },
  })
})

t.test('limits the total size of the versions of an article, and always keeps the newest', async t => {
  const { store, rows } = await versions(t)
  for (let count = 0; count < 6; count += 1) await put(store, draft(1, noise(1_500_000, count)))
  t.strictSame(
    rows().map(({ version }) => version),
    [3, 4, 5],
  )
  t.ok(rows().reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) <= keptVersionBytes)
  await put(store, draft(1, noise(6_000_000, 6)))
  await put(store, draft(1, noise(100, 7)))
  t.strictSame(
    rows().map(({ version }) => version),
    [7],
  )
  t.equal((await store.articleVersion(id, 7))?.version, 7)
})
