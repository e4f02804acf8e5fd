import { renameSync, rmSync } from 'node:fs'
import { uuidv7 } from 'uuidv7'
import { fill } from './fill.ts'
import { openCorpus } from './open.ts'

/** Makes the file of a corpus: `generate.ts <path> <articles>`. A file with that name is always complete. */
const [path = '', articles = ''] = process.argv.slice(2)
const unfinished = `${path}.part`
for (const suffix of ['', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true })

const { store } = await openCorpus(unfinished)
await fill({ store, clock: () => new Date(), newId: () => uuidv7() }, Number(articles), done => {
  if (done % 10_000 === 0) process.stderr.write(`  ${done}\n`)
})
await store.close()
renameSync(unfinished, path)
