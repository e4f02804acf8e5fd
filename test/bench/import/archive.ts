import { createReadStream } from 'node:fs'
import { isMainThread, Worker } from 'node:worker_threads'
import { uuidv7 } from 'uuidv7'
import { spareMemory } from '../../../src/cli/spare-memory.ts'
import { operatorRights } from '../../../src/domain/import/job.ts'
import { importSources } from '../../../src/editorial/import/sources.ts'
import { reader } from '../../../src/importer/reader.ts'
import { resourceLimits } from '../../../src/thread/pool.ts'
import { openCorpus } from '../corpus/open.ts'
import { startWatch } from './watch.ts'

/**
 * Imports one file as drafts: `archive.ts <file> <store> thread|command`, in a thread with the limits that a server sets,
 * or as the command does. Prints what it took, and the most memory of the process in megabytes.
 */
const [file = '', path = '', how = ''] = process.argv.slice(2)
if (how === 'thread' && isMainThread) {
  new Worker(new URL(import.meta.url), { argv: [file, path, how], resourceLimits })
} else {
  if (isMainThread) spareMemory()
  await importFile()
}

async function importFile(): Promise<void> {
  const { store, site } = await openCorpus(path)
  const deps = { store, clock: () => new Date(), newId: uuidv7, originExists: () => false }
  const options = { publish: false, force: false, actor: 'bench', source: 'bench', rights: operatorRights(undefined) }
  const source = { name: 'archive', origin: file, open: () => createReadStream(file) }
  const stop = startWatch()
  let articles = 0
  for await (const { result, problem } of importSources([source], reader('bench', site), options, deps)) {
    if (problem || result !== 'created') throw new Error(problem?.detail ?? result)
    articles += 1
  }
  const took = stop()
  await store.close()
  process.stdout.write(JSON.stringify({ ...took, articles, megabytes: process.resourceUsage().maxRSS / 1024 }))
}
