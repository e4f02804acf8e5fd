import { createReadStream } from 'node:fs'
import { uuidv7 } from 'uuidv7'
import { importSources } from '../../../src/editorial/import-sources.ts'
import { reader } from '../../../src/importer/reader.ts'
import { openCorpus } from '../corpus/open.ts'
import { startWatch } from './watch.ts'

/** Imports one file as drafts: `archive.ts <file> <store>`. Prints what it took, and the most memory in megabytes. */
const [file = '', path = ''] = process.argv.slice(2)
const { store, site } = await openCorpus(path)
const deps = { store, clock: () => new Date(), newId: uuidv7, originExists: () => false }
const source = { name: 'archive', origin: file, open: () => createReadStream(file) }
const stop = startWatch()
let articles = 0
for await (const { result, problem } of importSources(
  [source],
  reader('bench', site),
  { publish: false, force: false, actor: 'bench' },
  deps,
)) {
  if (problem || result !== 'created') throw new Error(problem?.detail ?? result)
  articles += 1
}
const took = stop()
await store.close()
process.stdout.write(JSON.stringify({ ...took, articles, megabytes: process.resourceUsage().maxRSS / 1024 }))
