import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { startReprinting } from '../../../src/change/leased/reprint.ts'
import { AppError } from '../../../src/domain/error.ts'
import { operatorRights } from '../../../src/domain/import/job.ts'
import { createPrinter } from '../../../src/domain/print/print.ts'
import { importArticles } from '../../../src/editorial/import/articles.ts'
import type { ImportItem } from '../../../src/importer/source/run.ts'
import { openStore } from '../../../src/store/open.ts'

const clock = () => new Date('2026-11-22T09:00:00Z')
const digest = (text: string) => createHash('sha256').update(text).digest('base64url')

function open(folder: string, publicUrl: string) {
  const printer = createPrinter({ publicUrl, title: 'News', language: 'en', timeZone: 'UTC' }, digest)
  return openStore({ url: join(folder, 'offprint.db'), printer, newId: uuidv7, clock, waiting: 'async' })
}

function item(number: number): ImportItem {
  const name = `article-${number}.txt`
  const section = { level: 1, blocks: [{ type: 'paragraph' as const, content: [{ text: 'Words.' }] }] }
  return {
    name,
    externalId: `news:${name}`,
    origin: `/news/${name}`,
    importer: 'text',
    hash: String(number),
    isOnly: true,
    rawHash: String(number),
    imported: {
      kind: 'article',
      status: 'publishable',
      manuscript: {
        title: `Article ${number}`,
        language: 'en',
        tags: [],
        authors: [],
        keyTakeaways: [],
        sections: [section],
        footnotes: [],
      },
      report: { notes: [], consumed: [] },
      raw: { mediaType: 'text/plain', bytes: new Uint8Array() },
    },
  }
}

test('reprinting renews every print of another configuration exactly once', async t => {
  const folder = t.testdir({})
  const before = await open(folder, 'http://old.example.org')
  const items = Array.from({ length: 60 }, (_, number) => item(number))
  const deps = { store: before, clock, newId: uuidv7, originExists: () => false }
  await importArticles(
    items,
    { publish: true, force: false, actor: 'test', source: 'test', rights: operatorRights(undefined) },
    deps,
  )
  await before.close()

  const store = await open(folder, 'https://new.example.org')
  t.teardown(() => store.close())
  const caughtUp = Promise.withResolvers<void>()
  const watched = {
    async reprint(at: string) {
      const done = await store.reprint(at)
      if (done.left === 0) caughtUp.resolve()
      return done
    },
  }
  let attempts = 0
  const claim = async () => {
    attempts += 1
    // The database is being copied.
    if (attempts === 1) throw new AppError('store-busy', 'Nothing can be written.')
    await store.claimEpoch({ at: '2026-11-22T09:00:00Z', publicUrl: 'https://new.example.org' })
  }
  const reprinting = startReprinting({ store: watched, clock, claim }, error => t.fail(String(error)))
  await caughtUp.promise
  await reprinting.stop()
  t.equal(attempts, 2)
  const changes = await store.changes(60, 1000)
  t.equal(changes.length, 60)
  t.ok(changes.every(change => change.kind === 'reprinted'))
  const found = await store.find('article-7')
  t.ok(
    found?.kind === 'print' && Buffer.from(found.print.body).includes('https://new.example.org/v1/articles/article-7'),
  )
})
