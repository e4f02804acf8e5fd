import { renameSync, rmSync } from 'node:fs'
import { uuidv7 } from 'uuidv7'
import { type ImportDeps, importArticles } from '../../../src/editorial/import-articles.ts'
import type { ImportItem } from '../../../src/importer/run.ts'
import { manuscript } from './article.ts'
import { openCorpus } from './open.ts'

/** Makes the file of a corpus: `generate.ts <path> <articles>`. What is there under its name is whole. */
const [path = '', count = ''] = process.argv.slice(2)
const articles = Number(count)
const batch = 100
const unfinished = `${path}.part`
for (const suffix of ['', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true })

const { store } = await openCorpus(unfinished)
const deps: ImportDeps = { store, clock: () => new Date(), newId: uuidv7, originExists: () => false }
for (let from = 0; from < articles; from += batch) {
  const items = Array.from({ length: Math.min(batch, articles - from) }, (_, index) => item(from + index))
  const outcomes = await importArticles(items, { publish: true, force: false, actor: 'bench' }, deps)
  const bad = outcomes.find(outcome => !outcome.published)
  if (bad) throw new Error(`${bad.name} was not published: ${bad.problem?.detail}`)
  if (from % 10_000 === 0 && from > 0) process.stderr.write(`  ${from}\n`)
}
await store.close()
renameSync(unfinished, path)

function item(number: number): ImportItem {
  const name = String(number)
  return {
    name,
    externalId: `bench:${name}`,
    origin: `bench:${name}`,
    importer: 'bench',
    imported: {
      kind: 'article',
      manuscript: manuscript(number, articles),
      status: 'publishable',
      report: { notes: [], consumed: [] },
      raw: { mediaType: 'text/plain', bytes: new Uint8Array() },
    },
    hash: name,
    rawHash: name,
  }
}
